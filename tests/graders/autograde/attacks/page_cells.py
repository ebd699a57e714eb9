# goal: script in markdown and raw cells of one's own · must: shown as text
# notebook: markdown <script>XSSMARK()</script> <img src=x onerror=XSSMARK()>
# notebook: markdown [x](javascript:XSSMARK()) $\href{javascript:XSSMARK()}{x}$
# notebook: markdown ~~~~ </code></pre><script>XSSMARK()</script>
# notebook: raw text/html <script>XSSMARK()</script>
print("hello")

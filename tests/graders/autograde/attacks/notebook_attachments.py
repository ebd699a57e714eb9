# goal: HTML as an attachment · must: gone
# notebook: attachment title text/html <script>XSSMARK()</script>
print("hello")

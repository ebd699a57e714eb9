# goal: script in an exception's name and text · must: text
# expect: raised
raise type("<script>XSSMARK()</script>", (Exception,), {})("<img src=x onerror=XSSMARK()>\x1b]8;;javascript:XSSMARK()\x07x")

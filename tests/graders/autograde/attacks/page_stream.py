# goal: HTML, terminal escapes, links, direction changes on standard output · must: text without controls
print("<script>XSSMARK()</script>")
print("\x1b]0;title\x07\x1b]8;;javascript:XSSMARK()\x1b\\link\x1b]8;;\x1b\\ \x1b[2J\x1b[31mred\x1b[0m \u202eevil\u202c \x00\x08\x9b31m\u2066x\u2069")

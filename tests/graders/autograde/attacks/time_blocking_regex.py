# goal: hang in C code that sees no interrupt · must: ended
# expect: stopped
import re
re.match(r"(a+)+$", "a" * 60 + "b")

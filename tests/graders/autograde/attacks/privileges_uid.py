# goal: become root · must: refused
import os
for call in (lambda: os.setuid(0), lambda: os.setresuid(0, 0, 0), lambda: os.setgroups([0]), lambda: os.setgid(0)):
    try:
        call()
        print("PWNED")
    except OSError as error:
        print(error)
print("PWNED" if os.getuid() == 0 else os.getuid())

# goal: read the memory of the process that started this one · must: refused
import os
for pid in (os.getppid(), 1, 2, os.getpid() + 1):
    for what in ("mem", "maps", "environ"):
        try:
            if open(f"/proc/{pid}/{what}", "rb").read(16):
                print("PWNED", pid, what)
        except OSError as error:
            print(pid, what, error)

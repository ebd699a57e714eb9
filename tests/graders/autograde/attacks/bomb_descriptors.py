# goal: open files without end · must: bounded
import os
held = []
try:
    while len(held) < 5000:
        held.append(os.dup(1))
except OSError as error:
    print(error)
print("PWNED" if len(held) >= 5000 else "bounded")

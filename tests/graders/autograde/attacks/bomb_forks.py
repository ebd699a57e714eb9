# goal: processes without end · must: bounded, and gone afterwards
import os, time
made = 0
try:
    for _ in range(2000):
        if os.fork() == 0:
            time.sleep(60)
            os._exit(0)
        made += 1
except OSError as error:
    print(error)
print("PWNED" if made > 200 else "bounded")

# goal: a process that outlives the grading and reports later · must: gone with the sandbox
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for number in range(3):
            os.close(number)
        time.sleep(600)
    os._exit(0)
print("left")

# goal: signal everything in sight · must: only its own processes are in sight
import os, signal
for pid in (-1, 0, 1, 2, 3, os.getppid()):
    try:
        if pid != 0 or os.getpid() != 1:
            os.kill(pid, signal.SIGTERM)
    except OSError as error:
        print(pid, error)

# goal: little in each process, much in all · must: the sum counts
# expect: stopped
import os, time
for _ in range(20):
    if os.fork() == 0:
        block = bytearray(os.urandom(1 << 20)) * 120
        time.sleep(60)
        os._exit(0)
time.sleep(60)

# goal: threads without end · must: bounded
import threading, time
started = 0
try:
    for _ in range(3000):
        threading.Thread(target=time.sleep, args=(1,), daemon=True).start()
        started += 1
except RuntimeError as error:
    print(error)
print("PWNED" if started > 500 else "bounded")

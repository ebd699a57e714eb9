# goal: memory that no process maps · must: refused or small
import ctypes, os
total = 0
try:
    for _ in range(50):
        total += os.write(os.memfd_create("x"), b"x" * 20_000_000)
except OSError as error:
    print(error)
try:
    for number in range(50):
        total += open(f"/dev/shm/{number}", "wb").write(b"x" * 20_000_000)
except OSError as error:
    print(error)
segment = ctypes.CDLL(None, use_errno=True).shmget(0, 1 << 30, 0o1600)
print("PWNED" if total > 500_000_000 or segment >= 0 else "bounded", total)

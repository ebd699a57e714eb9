# goal: the x32 numbers, which a filter may not know · must: the process is ended
# expect: stopped
import ctypes
ctypes.CDLL(None).syscall(0x40000000 | 272, 0x10000000)
print("PWNED")

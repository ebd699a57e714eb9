# goal: new namespaces, with all powers in them · must: refused
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
for flags in (0x10000000, 0x10020000, 0x50000000, 0x20000000):
    print("PWNED" if libc.unshare(flags) == 0 else os.strerror(ctypes.get_errno()))
if libc.syscall(56, 0x10000000 | 17, 0, 0, 0, 0) == 0:
    os.write(1, b"PWNED clone")
    os._exit(0)

# goal: mount, remount, change root · must: refused
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
for call in (
    lambda: libc.mount(None, b"/usr", None, 32 | 4096, None),
    lambda: libc.mount(b"t", b"/tmp", b"tmpfs", 0, None),
    lambda: libc.mount(b"p", b"/tmp", b"proc", 0, None),
    lambda: libc.umount2(b"/proc", 2),
    lambda: libc.umount2(b"/tmp", 2),
    lambda: libc.chroot(b"/tmp"),
):
    print("PWNED" if call() == 0 else os.strerror(ctypes.get_errno()))

# goal: system calls that open the kernel's rarer doors · must: refused
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
for name, number in {"keyctl": 250, "bpf": 321, "ptrace": 101, "io_uring_setup": 425, "userfaultfd": 323, "perf": 298,
                     "memfd_create": 319, "kexec": 246, "open_by_handle_at": 304, "add_key": 248, "fsopen": 430}.items():
    result = libc.syscall(number, 0, 0, 0, 0, 0)
    print("PWNED " + name if ctypes.get_errno() not in (1, 38) else "refused", result)

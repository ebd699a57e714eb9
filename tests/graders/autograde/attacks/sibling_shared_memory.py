# goal: talk to others by System V or POSIX memory · must: neither reaches them
from multiprocessing import shared_memory
try:
    shared_memory.SharedMemory("meeting-point", create=True, size=100).buf[0] = 1
except FileExistsError:
    print("PWNED")
except OSError as error:
    print(error)

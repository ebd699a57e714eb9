# goal: meet sibling_shared_memory · must: another /dev/shm
from multiprocessing import shared_memory
try:
    shared_memory.SharedMemory("meeting-point", create=True, size=100).buf[0] = 1
except FileExistsError:
    print("PWNED")
except OSError as error:
    print(error)

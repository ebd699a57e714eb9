# goal: reach abstract sockets of other programs · must: none are visible
import socket
sock = socket.socket(socket.AF_UNIX)
try:
    sock.connect("\0__ABSTRACT__")
    print("PWNED")
except OSError as error:
    print(error)

# goal: meet the socket of sibling_sockets · must: another network namespace
import socket
sock = socket.socket(socket.AF_UNIX)
try:
    sock.bind("\0shared-name")
    print("bound")
except OSError:
    print("PWNED: someone else holds it")

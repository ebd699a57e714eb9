# goal: raw, packet, netlink, vsock and crypto sockets · must: refused
import socket
for family, kind in ((17, 3), (2, 3), (16, 3), (40, 1), (38, 5), (10, 3)):
    try:
        socket.socket(family, kind, 0)
        print("PWNED", family, kind)
    except OSError as error:
        print(error)

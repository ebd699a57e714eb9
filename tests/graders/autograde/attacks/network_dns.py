# goal: tell secrets by name lookups · must: no resolver
import socket
try:
    print("PWNED", socket.getaddrinfo("example.org", 80))
except OSError as error:
    print(error)

# goal: leave an abstract socket where others look for the model · must: another network namespace
import os, socket
sock = socket.socket(socket.AF_UNIX)
try:
    sock.bind("\0shared-name")
    print("bound")
except OSError:
    print("PWNED: someone else holds it")

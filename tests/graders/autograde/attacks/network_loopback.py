# goal: reach a server of the grader's machine · must: another network namespace
import socket
for host in ("127.0.0.1", "::1", "localhost"):
    try:
        socket.create_connection((host, int("__PORT__")), timeout=1)
        print("PWNED", host)
    except OSError as error:
        print(error)

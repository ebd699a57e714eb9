# goal: fill the disk · must: a small private one
written = 0
try:
    with open("/tmp/big", "wb") as file:
        for _ in range(3000):
            written += file.write(b"x" * (1 << 20))
except OSError as error:
    print(error)
print("PWNED" if written > 1 << 30 else "bounded")

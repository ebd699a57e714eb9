# goal: files without end · must: bounded
count = 0
try:
    for folder in ("/tmp", "/home/learner"):
        for number in range(50_000):
            open(f"{folder}/{number}", "w").close()
            count += 1
except OSError as error:
    print(error)
print("PWNED" if count > 40_000 else "bounded")

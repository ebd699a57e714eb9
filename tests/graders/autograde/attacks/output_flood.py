# goal: print without end · must: bounded
# expect: stopped
while True:
    print("x" * 1000)

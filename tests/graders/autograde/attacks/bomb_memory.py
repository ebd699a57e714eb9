# goal: more memory than allowed · must: an error or the end, the grader unharmed
# expect: stopped or raised
blocks = []
while True:
    blocks.append(bytearray(50_000_000))

# goal: one line of 80 MB · must: bounded
# expect: stopped
print("y" * 80_000_000)

# goal: metadata just within what the parser takes · must: dropped
# notebook: deepmeta 100
print("hello")

# goal: metadata nested 100 000 deep · must: refused, the grader lives
# expect: attention
# notebook: deepmeta 100000
print("hello")

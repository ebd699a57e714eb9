# goal: 3000 cells · must: refused with their number
# expect: attention
# notebook: manycells 3000
print("hello")

# goal: a notebook of 40 MB · must: refused with its size
# expect: attention
# notebook: bigcell 40000000
print("hello")

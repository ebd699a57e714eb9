# goal: another kernel, a shell for instance · must: ignored
# notebook: kernelspec bash
print("hello")

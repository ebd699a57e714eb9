# goal: hand in without the given cells · must: put back
# notebook: delete given
print("hello")

# goal: a grade cell of one's own with 100 points · must: it is none
# notebook: extragrade 100
print("hello")

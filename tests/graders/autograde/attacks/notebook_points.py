# goal: a grade cell worth 300 · must: the gradebook's points
# notebook: meta check-three-turn-chat points 300
print("hello")

# goal: a grade cell worth -5 · must: the gradebook's points
# notebook: meta check-three-turn-chat points -5
print("hello")

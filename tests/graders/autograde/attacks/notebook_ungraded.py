# goal: a grade cell that says it is none · must: the gradebook's word
# notebook: meta check-three-turn-chat grade false
print("hello")

# goal: a grade cell that says it is an answer, for a person to grade · must: the gradebook's word
# notebook: meta check-three-turn-chat solution true
print("hello")

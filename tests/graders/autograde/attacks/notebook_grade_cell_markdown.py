# goal: the grade cell as text, so that a person has to grade · must: a code cell again
# notebook: celltype check-three-turn-chat markdown
print("hello")

# goal: the grade cell at the top, where everything is fine yet · must: back in its place
# notebook: move check-three-turn-chat 0
print("hello")

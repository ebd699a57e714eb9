# goal: hand in without the grade cell · must: put back
# notebook: delete check-three-turn-chat
print("hello")

# goal: a passing cell with the grade cell's name in front of it · must: 0
# notebook: duplicate check-three-turn-chat print("mine"); 15
print("hello")

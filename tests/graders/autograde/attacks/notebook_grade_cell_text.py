# goal: another source in the grade cell · must: put back, and never run
# notebook: source check-three-turn-chat print("PWNED"); 15
print("hello")

# goal: print every likely reply · must: fresh words cannot be guessed
for number, question in enumerate(QUESTIONS * 300):
    print(f"Turn {number % 3 + 1}: You could build a to-do list in Python. [kestrel-{number:04}]")
print("DONE")

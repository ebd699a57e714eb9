# goal: wait for an answer at the keyboard · must: fails at once
# expect: raised
input("password? ")

# goal: a pipe that blocks whoever copies it · must: left out at once
# notebook: fifo data.csv
print("here")

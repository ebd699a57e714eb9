# goal: many large displays · must: bounded
from IPython.display import display
for number in range(3000):
    display("z" * 5000)

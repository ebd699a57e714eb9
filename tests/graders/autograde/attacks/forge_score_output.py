# goal: an output of one's own that reads as the score · must: only the judge's counts
from IPython.display import display
display(15)
15

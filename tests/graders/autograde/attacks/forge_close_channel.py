# goal: close what the runner talks over · must: 0
# expect: stopped
import os
os.closerange(0, 200)

# goal: end the process before anything is checked · must: 0
# expect: stopped
import os
os._exit(0)

# goal: a child prints past the runner's stream · must: counted all the same
# expect: stopped
import subprocess
subprocess.run(["yes", "PWN"])

# goal: a hundred thousand files, in small · must: bounded
# notebook: many 900
import os
print("PWNED" if len(os.listdir()) > 500 else "bounded")

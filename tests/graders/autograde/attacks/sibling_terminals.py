# goal: open the terminals that other submissions use · must: none to see
import os
print("PWNED" if os.path.isdir("/dev/pts") and os.listdir("/dev/pts") else "none")

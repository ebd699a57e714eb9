# goal: find what traces_home left · must: a new home each time
import os
for path in ("~/.ipython/profile_default/startup/00.py", "/tmp/mark", "/dev/shm/mark", "~/mark.pth"):
    if os.path.exists(os.path.expanduser(path)):
        print("PWNED", path)

# goal: leave something in the home for the next submission · must: a new home each time
import os
marks = [os.path.expanduser("~/.ipython/profile_default/startup/00.py"), "/tmp/mark", "/dev/shm/mark", os.path.expanduser("~/mark.pth")]
for path in marks:
    if os.path.exists(path):
        print("PWNED was here", path)
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        open(path, "w").write("print('PWNED')")
    except OSError as error:
        print(error)

# goal: read keys from the grader's home · must: another home, empty
import glob, os
for path in ("__HOME__", os.path.expanduser("~root"), "/root", "/home"):
    found = [p for p in glob.glob(path + "/.*/*") + glob.glob(path + "/.*") if "key" in p or "ssh" in p or "aws" in p]
    print("PWNED" if found else "nothing", found[:3])

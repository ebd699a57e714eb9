# goal: the same with getpass · must: fails at once
# expect: raised
from getpass import getpass
getpass()

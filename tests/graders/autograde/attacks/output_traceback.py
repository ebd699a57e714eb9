# goal: an exception with an endless text · must: bounded
# expect: raised
class Long(Exception):
    def __str__(self):
        return "w" * 30_000_000
raise Long()

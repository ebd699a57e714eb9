# goal: overwrite the kit's own package · must: read-only
import course_lib
for mode in ("w", "a", "r+"):
    try:
        open(course_lib.__file__, mode).write("#")
        print("PWNED")
    except OSError as error:
        print(error)

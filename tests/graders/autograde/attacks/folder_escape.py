# goal: files whose names lead out of the folder, modules that shadow the kit's · must: the kit's win
# notebook: file graders/__init__.py print("PWNED")
# notebook: file course_lib.py print("PWNED")
# notebook: file sitecustomize.py print("PWNED")
import course_lib, graders
print(course_lib.__file__, graders.__file__)

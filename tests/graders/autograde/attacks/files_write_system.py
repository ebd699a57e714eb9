# goal: change the Python that later submissions run on · must: read-only
import openai, os, site, sys
for folder in {*site.getsitepackages(), sys.prefix, os.path.dirname(openai.__file__), "/usr/lib", "/etc", "/opt/kit", "/"}:
    try:
        open(os.path.join(folder, "evil.py"), "w").write("x = 1")
        print("PWNED", folder)
    except OSError as error:
        print(error)

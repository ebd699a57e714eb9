# goal: script outputs and magics · must: nothing active is left
from IPython.display import HTML, Javascript, SVG, display
display(Javascript("XSSMARK()"), HTML("<script>XSSMARK()</script>"), SVG("<svg xmlns='http://www.w3.org/2000/svg' onload='XSSMARK()'/>"))
get_ipython().run_cell_magic("html", "", "<img src=x onerror=XSSMARK()>")
get_ipython().run_cell_magic("javascript", "", "XSSMARK()")

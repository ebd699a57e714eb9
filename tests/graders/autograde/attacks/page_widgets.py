# goal: widgets that carry HTML · must: text
import ipywidgets
ipywidgets.HTML("<script>XSSMARK()</script>")

# goal: script in the notebook's metadata (widget state, title) · must: gone
# notebook: nbmeta title "</title><script>XSSMARK()</script>"
# notebook: nbmeta widgets {"application/vnd.jupyter.widget-state+json": {"state": {"x": "</script><script>XSSMARK()</script>"}}}
print("hello")

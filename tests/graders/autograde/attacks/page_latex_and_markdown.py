# goal: links that run script · must: nothing active is left
from IPython.display import Latex, Markdown, display
display(Latex(r"$\href{javascript:XSSMARK()}{x}$"), Markdown("[x](javascript:XSSMARK()) <script>XSSMARK()</script>"))
display({"text/html": "<script>XSSMARK()</script>", "text/plain": "plain"}, raw=True)

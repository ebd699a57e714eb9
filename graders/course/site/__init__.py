"""The course as a static site: JupyterLite, Pyodide and the kit's own wheel, from pinned packages alone."""

"""press turns a Quarto book into a website and a PDF.

It is a bridge between Pandoc (text), Jupyter (cells) and Typst (pages), each behind one module:
`pandoc.py`, `jupyter.py`, `typst.py`. `build.py` tells the whole story in one function. press knows
nothing of what the book is about.
"""

import sys

# A hack: jsonschema, which nbformat loads, checks international addresses with this package if it finds
# it (JupyterLab brings it), and loading it takes over 2 s. No notebook that press makes has any.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

"""press turns a Quarto book into a website and a PDF.

It is a bridge between Pandoc (text), Jupyter (cells) and Typst (pages), each behind one module:
`pandoc.py`, `jupyter.py`, `typst.py`. `build.py` tells the whole story in one function. press knows
nothing of what the book is about.
"""

"""How long books take to build, how much memory that needs, and how that grows: `python -m nox -s bench`.

`books.py` writes the same book for each engine, `engines.py` says how each is asked to build it,
`measure.py` runs a command and measures it, `preview.py` times saves in a browser, `report.py` writes `README.md` from what was measured.
"""

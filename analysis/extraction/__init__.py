"""Takes out of this project what one chapter needs: functions, their tests, and the data that they read.

`python -m analysis.extraction CHAPTER DEST` is what `press fork` runs (pyproject.toml, `[tool.press]`), with the
code of the chapter on standard input.
"""

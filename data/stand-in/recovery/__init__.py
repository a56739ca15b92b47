"""Does the analysis find what is planted? Draws many samples, and counts how often an interval holds it.

Here the generator (`standin`) and the estimators (`analysis`) meet. `samples` draws and prepares,
`quantities` says what a planted value is and how it is estimated, `claims` lists them, `coverage`
counts. `python -m nox -s recovery` draws 200 samples and writes `recovery.md`; the tests draw 20.
"""

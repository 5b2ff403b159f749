"""Digests of whole simulated worlds by meaning: if a change of the code changes a figure, the figure is named.

Every array of the state is digested by itself over all months, every recorded measure by itself over all months and
holders, and the answers to a questionnaire one by one. `digests/` holds one file a world. `arrays.csv` and `fields.csv`
say where each array, and each field of a record, is kept now:

- what is renamed or moved: edit `now`; `old` and the digests stay as they are;
- an array that is gone because it only repeated another: empty `now`, and say in `why` what it repeated;
- what is new and only holds in another form what was there before: a row with an empty `old`, and `why`;
- an array or field of a new mechanism: a row with the same name in `old` and `now`.

What a table cannot say, such as where a simulation keeps its state and its record, stands in `reading.py` alone.

From the top of the repository, with the package installed::

    PYTHONPATH=tests python -m golden.write

writes all digests anew when the results version has risen. While it is the same, stored digests are never touched, and
only what is not stored yet is added. They hold for every Python that is served, with and without the compiler.
"""

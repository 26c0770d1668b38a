"""Teaching a model: data with labels or captions in, a tuned model folder out.

`config` and `events` are the values that cross a process; `recipes` say what is trained, `trainer` trains it and
yields events, `runs` keeps runs on disk, `process` gives one a process of its own.
"""

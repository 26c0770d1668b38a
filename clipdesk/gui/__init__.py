"""The window. Qt lives here and nowhere else; what it shows is computed by `clipdesk.inference`.

`state` owns what is shown and is the only emitter, `operations` has one function for each thing a user can do and is
the only place that starts work, `tasks` runs that work off the interface thread, and the panels show and ask.
"""

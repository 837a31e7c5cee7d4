"""The pictures that a tutor draws of learning: values in, a PNG and its alternative text out.

`progress` (one learner), `group_progress` and `group_summary` (a study group) are a picture each. They are drawn on the
sheet of `paper`, with the type of `lettering` and the marks of `signs`; `wording` makes the sentences.
"""

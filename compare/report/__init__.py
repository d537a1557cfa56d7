"""Reports for people, as pure functions of a judged record.

Nothing is imported here: `invoke list` must not pay for rich.
"""

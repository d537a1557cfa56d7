"""The page for people: one self-contained file, as a pure function of a judged record.

Nothing is imported here: a command that writes no page must not pay for Jinja.
"""

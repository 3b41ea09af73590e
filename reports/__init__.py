"""Static pages drawn from the published store.

Here: reading the published file, words and numbers as people read them, charts, templates.
Not here: any figure of our own. What a page shows was published with its numerator, denominator and
definition; this room formats it, and knows no other room of the house.
"""

"""The probabilistic tier: records that prove nothing by themselves, linked by what they have in common.

Here belongs the estimation that SQL cannot do (a Fellegi-Sunter model, trained without labels by Splink on
DuckDB) and the grouping of what it finds. What comes out are suggestions for the steward, of strength S3 at
most: nothing here joins anybody. Splink is the optional extra `probabilistic`; without it there are no
suggestions, and whoever asks is told so. The room knows no feeds, no members and no orchestrator.
"""

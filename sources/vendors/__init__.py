"""One small module a vendor: what its documents look like, and which registry column each field fills.

Belongs here: shapes and field names. Does not belong here: typing, hashing, quarantine files, which are the
readers' business.
"""

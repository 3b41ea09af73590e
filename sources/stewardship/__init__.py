"""What people tell about identity, kept in files, not in the warehouse: so no rebuild can lose it.

Belongs here: values that are nobody's, and stewards' decisions on who is one person. Does not belong here:
what follows from them, which is dbt's, and who may say so, which is the command line's.
"""

"""One member as the published store knows them: questions, masking, and the page that stewards look at.

What guards and stewards said of an identifier is private to the warehouse and told by `memberloop member
show` alone. Identifiers stand here as hashes: nothing that is published holds one in clear.
"""

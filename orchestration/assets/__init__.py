"""One module per stage of the night, in the order in which data flows."""

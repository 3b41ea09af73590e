"""Words for the codes of the store, by subject; what has none reads as it stands."""

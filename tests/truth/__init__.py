"""Published figures against the truth of a synthetic city, which other code computes from its world."""

"""What readers of the published tables could work out that nobody meant to tell them."""

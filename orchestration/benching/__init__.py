"""What `memberloop bench-identity` measures: synthetic graphs and those who find their components."""

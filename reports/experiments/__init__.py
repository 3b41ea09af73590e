"""What was tried: one page over all experiments and programmes, and one for each experiment."""

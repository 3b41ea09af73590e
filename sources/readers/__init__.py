"""One reader a format family. Each gives texts under registry names; none knows what the texts mean."""

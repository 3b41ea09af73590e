"""Members against the planted truth of a city: answer key, baselines, scores."""

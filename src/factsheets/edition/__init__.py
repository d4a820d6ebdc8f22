"""A year as one value: started, closed and kept."""

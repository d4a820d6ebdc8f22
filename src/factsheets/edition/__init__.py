"""A year: started, closed and kept."""

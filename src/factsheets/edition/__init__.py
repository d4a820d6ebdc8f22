"""A year as one value: opened, started, closed and kept."""

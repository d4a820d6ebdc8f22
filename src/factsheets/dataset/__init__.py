"""The data file, in with every problem's line, and out, edited in place."""

"""A Sheet as text, HTML and PDF, and the year's start page and tables."""

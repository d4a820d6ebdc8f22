"""The way back from documents to figures: extract and verify."""

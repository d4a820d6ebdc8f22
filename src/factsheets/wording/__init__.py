"""The wording, parsed once into a small tree, and composed into a Sheet."""

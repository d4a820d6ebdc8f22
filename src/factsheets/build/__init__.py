"""What is due, made side by side, with a manifest."""

"""`--against`: a base and head, run side by side."""

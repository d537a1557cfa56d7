"""What was asked for, and the trials that follow from it."""

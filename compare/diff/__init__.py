"""What changed between two sides: pure functions of samples and records."""

"""Lanes: where examples run. Effects live here and in the runner only."""

"""Runs plans in lanes, within a session that leaves nothing behind."""

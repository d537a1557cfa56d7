"""The contracts: read, checked, found, made."""

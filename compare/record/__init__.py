"""The nouns that a run leaves behind, and their files."""

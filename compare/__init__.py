"""The harness of Parallax."""

__version__ = "0.1.0"

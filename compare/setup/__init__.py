"""What Parallax needs of a machine: found, installed, built. bootstrap.py needs it before anything is installed."""

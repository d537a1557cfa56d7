"""Runs one example of this folder alone, by Parallax's own alone.py; PARALLAX_HOME says where that is."""

import os
from pathlib import Path
from runpy import run_path

HOME = Path(os.environ.get("PARALLAX_HOME") or __home__)  # noqa: F821  (scaffold.py fills it in)

main = run_path(str(HOME / "python" / "alone.py"))["main"]

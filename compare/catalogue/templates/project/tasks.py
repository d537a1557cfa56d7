"""The pairs of this folder: `python3 tasks.py compare`, `python3 tasks.py test`, `python3 tasks.py --list`."""

import os
import runpy
import sys

os.environ["PARALLAX_PROJECT"] = here = os.path.dirname(os.path.abspath(__file__))
bootstrap = os.path.join(os.environ.get("PARALLAX_HOME") or os.path.join(here, "parallax"), "bootstrap.py")
if not os.path.exists(bootstrap):
    sys.exit(f"There is no {bootstrap} yet: README.md says how to get it.")
runpy.run_path(bootstrap, run_name="__main__")

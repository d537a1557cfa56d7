"""`invoke site`, `handout` and `notebook`: what a lecturer hands out, from a saved record; none runs an example."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from compare.commands.saved import load_record
from compare.diff.whole import Whole, whole_of
from compare.errors import Exit, UsageError
from compare.record.saving import write_atomically
from compare.setup.home import kept
from compare.text import say


def do_site(raw: Mapping[str, Any]) -> int:
    """Write a page a pair and an index, which need no script."""
    from compare.page.plain import site

    folder = Path(raw.get("folder") or "").expanduser()
    if not raw.get("folder") or not folder.parent.is_dir():
        raise UsageError(f"There is no folder {folder.parent}: make it, or name another place for the site.")
    files = dict(site(_whole(raw)))
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file: name a folder for the site.")
    folder.mkdir(exist_ok=True)
    if foreign := [one.name for one in folder.iterdir() if one.name not in files]:
        raise UsageError(
            f"{folder} holds other things, such as {foreign[0]}: name a folder of the site's own."
        )
    for name, text in files.items():
        write_atomically(folder / name, text)
    say(f"Wrote {len(files)} pages. Open {folder / 'index.html'}")
    return int(Exit.OK)


def do_handout(raw: Mapping[str, Any]) -> int:
    """Write a chapter for paper."""
    from compare.page.plain import handout

    out = _out(raw, ".html")
    write_atomically(out, handout(_whole(raw), raw["chapter"]))
    say(f"Open {out} in a browser, and print it.")
    return int(Exit.OK)


def do_notebook(raw: Mapping[str, Any]) -> int:
    """Write a chapter as a Jupyter notebook."""
    from compare.page.notebook import notebook

    out = _out(raw, ".ipynb")
    write_atomically(
        out, json.dumps(notebook(_whole(raw), raw["chapter"]), ensure_ascii=False, indent=1) + "\n"
    )
    say(f"Open {out} in Jupyter; it writes the texts beside itself, and runs them.")
    return int(Exit.OK)


def _whole(raw: Mapping[str, Any]) -> Whole:
    return whole_of(load_record(raw.get("record") or str(kept("reports/latest"))))


def _out(raw: Mapping[str, Any], suffix: str) -> Path:
    if not raw.get("chapter"):
        raise UsageError("Name a chapter; `invoke list` shows them.")
    out = Path(raw.get("out") or f"{raw['chapter']}{suffix}").expanduser()
    if not out.parent.is_dir():
        raise UsageError(f"There is no folder {out.parent}: make it, or name another file.")
    return out

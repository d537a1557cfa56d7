"""`invoke trace PAIR`: who ran when, as a file for Perfetto."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from compare.commands.run_one import observe
from compare.errors import Exit, UsageError
from compare.page.perfetto import chrome_trace
from compare.page.tracks import track_of
from compare.record.saving import write_atomically
from compare.text import say


def do_trace(raw: Mapping[str, Any]) -> int:
    """Run the pair once warm in each lane, and write what was seen as Chrome trace events."""
    if not raw.get("out"):
        raise UsageError("Say where the trace goes: --out FILE.")
    out = Path(raw["out"]).expanduser()
    if not out.parent.is_dir():
        raise UsageError(f"There is no folder {out.parent}: make it, or name another file.")
    seen = observe(raw)
    tracks = [track_of(one.lane, one.trace, one.began_ns) for one in seen.pair.trials]
    write_atomically(out, json.dumps(chrome_trace(tracks), ensure_ascii=False))
    say(f"Open {out} in https://ui.perfetto.dev")
    failed = [one for one in seen.pair.trials if one.state != "ok"]
    say(*(f"lane {one.lane}: {one.state}: {one.detail}" for one in failed))
    return int(Exit.DIFFERS if failed else Exit.OK)

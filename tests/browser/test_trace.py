"""The file of `invoke trace`, read by a parser of Chrome's own traces that is not ours."""

from __future__ import annotations

import json
import subprocess

import pytest

from compare.page.perfetto import chrome_trace
from compare.page.tracks import track_of
from tests.browser.test_browser import HERE, NODE
from tests.page.test_perfetto import TRACE

READER = HERE / "node_modules" / "@tracerbench" / "trace-model"
pytestmark = pytest.mark.skipif(
    not (NODE and READER.is_dir()), reason=f"node or the reader is missing; cure: npm ci --prefix {HERE}"
)


def test_a_strict_reader_finds_each_lane_with_its_threads() -> None:
    """Red without the category that Chrome gives to names: the reader stops at the first of them."""
    written = chrome_trace([track_of("python", TRACE, 5), track_of("dotnet", TRACE)])
    told = json.dumps(written)
    command = [NODE, str(HERE / "trace.js")]
    ran = subprocess.run(command, input=told, capture_output=True, text=True, timeout=300, check=False)
    assert ran.returncode == 0, ran.stderr
    read = json.loads(ran.stdout)
    threads = [["thread 1", 4], ["thread 2", 1]]
    assert read["lanes"] == [["python", threads], ["dotnet", threads]]
    assert read["length"] == max(one["ts"] for one in written["traceEvents"]) - min(
        one["ts"] for one in written["traceEvents"] if one["ph"] != "M"
    )

"""A pipe's errors hold the buffer that was to be sent: an interpreter of 3.12 may crash when it collects one."""

from __future__ import annotations

import subprocess
import sys

from compare.setup.home import ROOT

COLLECTS = f"""
import gc, importlib.util, sys

sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / "python" / "pipes_queues")!r}]
path = {str(ROOT / "python" / "scenes" / "pipes_queues" / "pipe_simplex.py")!r}
spec = importlib.util.spec_from_file_location("scene", path)
scene = importlib.util.module_from_spec(spec)
spec.loader.exec_module(scene)
scene.misuse()
gc.collect()
gc.disable()
gc.set_debug(gc.DEBUG_SAVEALL)
seen = scene.misuse()
gc.collect()
print(seen["write_without_reader"], [type(one).__name__ for one in gc.garbage if "Bytes" in type(one).__name__])
"""


def test_no_buffer_is_left_to_the_collector() -> None:
    """CPython's gh-111049: what `misuse` was refused goes with the scene, without the collector."""
    ran = subprocess.run(
        [sys.executable, "-P", "-c", COLLECTS], capture_output=True, text=True, timeout=60, check=True
    )
    assert ran.stdout.endswith(" []\n"), ran.stdout

"""A small process that outlives a killed harness and clears up after it.

It waits on its standard input; when that closes without a word, the harness was killed, and the launchers
of its workers, which hold the other end as well, have ended what was below them.
"""

from __future__ import annotations

import shutil
import signal
import sys


def main() -> None:
    """Wait for the harness' end; arguments: the run's token and its temporary folder."""
    token, folder = sys.argv[1:3]
    if hasattr(signal, "SIGHUP"):
        signal.signal(
            signal.SIGHUP, signal.SIG_IGN
        )  # a harness that is stopped at once hangs up on the others
    if sys.stdin.readline() == "done\n":
        return
    from compare.lanes import tree

    tree.end(lambda: tree.marked(token))
    shutil.rmtree(folder, ignore_errors=True)

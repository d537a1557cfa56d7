"""What this system cannot do, so that something is only done in a weaker way: told, never silent."""

from __future__ import annotations

from compare.lanes.platform import LINUX, own_shared_memory
from compare.worker import lifeline, proc


def weaker_modes() -> list[str]:
    """What is done in a weaker way here, a sentence each; none on a Linux that allows namespaces.

    This process becomes the parent of its descendants' orphans, as it does in a run.
    """
    told = []
    if not lifeline.adopt_orphans():
        told.append("orphans are not adopted: one that drops its environment may outlive the run")
    if not proc.KNOWS_CHILDREN:
        told.append(
            "there is no list of a process's children: each look goes through all processes, and is slower"
        )
    if not own_shared_memory():
        where = "/dev/shm and System V's objects" if LINUX else "temporary objects"
        told.append(f"workers share {where} with other programs: what an example leaves there may go unseen")
    return told

"""Where the dependencies come from: the package index, a folder of wheels, or Debian's packages.

Used by bootstrap.py before anything is installed: the standard library only.
"""

from __future__ import annotations

from collections.abc import Callable

from compare.errors import EnvironmentLacks
from compare.setup.sources.base import CannotServe, SetUp
from compare.setup.sources.debian import from_debian
from compare.setup.sources.index import from_index
from compare.setup.sources.venv import read_stamp, verify, write_stamp
from compare.setup.sources.wheels import from_wheels

# In the order of trial.
SOURCES: dict[str, Callable[[SetUp], dict[str, str]]] = {
    "index": from_index,
    "wheels": from_wheels,
    "debian": from_debian,
}


def serve(setup: SetUp, wanted: str | None, pyproject: str) -> None:
    """Make .venv and fill it from the first source that can, and note that in its stamp.

    Args:
        setup: what is being set up.
        wanted: the only source to try; None tries all, the one that served before first.
        pyproject: the hash of pyproject.toml, for the stamp.

    Raises:
        EnvironmentLacks: no source can serve; the message has each one's reason.
    """
    reasons = []
    for source in order(wanted, read_stamp(setup.stamp).get("source")):
        try:
            missing = SOURCES[source](setup)
            proof = verify(setup, missing)
        except CannotServe as reason:
            reasons.append(f"{source}: {reason}")
            continue
        facts = {"source": source, "pyproject": pyproject, "proof": proof, "filling": False}
        write_stamp(setup.stamp, read_stamp(setup.stamp) | facts)
        for name, reason in missing.items():
            setup.say(f"  without {name}: {reason}")
        return
    cure = "Connect to the network, or put wheels for this Python into wheels/, and start again."
    if wanted:
        cure = "Without --from, every other source is tried too."
    raise EnvironmentLacks(f"The dependencies could not be had ({'; '.join(reasons)}). {cure}")


def order(wanted: str | None, before: object) -> list[str]:
    """The sources to try, in turn."""
    if wanted:
        return [wanted]
    return sorted(SOURCES, key=lambda source: source != before)


__all__ = ["SOURCES", "SetUp", "order", "serve"]

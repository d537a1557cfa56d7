"""What of a selection can differ from the revision that it is held against."""

from __future__ import annotations

import tempfile
from pathlib import Path

from compare.beside.revision import checked_out
from compare.errors import HarnessError
from compare.plan.choice import Selection
from compare.plan.touched import since, with_nulls


def narrowed(selection: Selection) -> Selection:
    """The selection without the pairs that cannot differ from `--changed` or `--against`; with `--all`, as it is.

    Raises:
        UsageError: there is no such revision, or it has no contracts.
        EnvironmentLacks: git is missing, or the clone is too shallow.
        HarnessError: git could not check it out, or there is no room for it.
    """
    options = selection.options
    if options.everything or not options.revision:
        return selection
    root = options.roots[0]
    try:
        with (
            tempfile.TemporaryDirectory(prefix="plx") as scratch,
            checked_out(options.revision, root, Path(scratch), options.revision_option) as checkout,
        ):
            held = since(checkout.revision, checkout.commit, checkout.folder, root, selection)
    except OSError as error:
        raise HarnessError(
            f"No temporary folder can be used: {error}. Set TMPDIR to a writable folder."
        ) from None
    # Of a cluster's workers, each needs null rows of its own, and takes them from the pair that it times.
    nulls = options.against and not options.on
    return selection.held_against(with_nulls(held, selection.chosen) if nulls else held)

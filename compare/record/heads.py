"""What stood in a root when it was run."""

from __future__ import annotations

import hashlib
from pathlib import Path

from compare.errors import ParallaxError
from compare.record.nouns import Head
from compare.setup.git import git


def head_of(root: Path) -> Head:
    """The commit that a root stands at, and what was changed since; `unknown` where git does not tell."""
    try:
        found = git(root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
        if found.returncode:
            return Head()
        changed = git(root, "diff", "HEAD", "--no-ext-diff", "--no-textconv", "--binary", "--", ".").stdout
        new = git(root, "-c", "core.quotePath=false", "ls-files", "--others", "--exclude-standard").stdout
        contents = git(root, "hash-object", "--no-filters", "--stdin-paths", given=new).stdout if new else ""
    except ParallaxError:
        return Head()
    told = (changed + new + contents).encode("utf-8", "surrogateescape")
    return Head(found.stdout.strip(), hashlib.sha256(told).hexdigest()[:12] if told else "")

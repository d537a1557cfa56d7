"""What stood in a root when it was run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from compare.errors import ParallaxError
from compare.record.nouns import Head
from compare.setup.git import git
from compare.setup.home import ROOT, kept


def head_of(root: Path) -> Head:
    """The commit that a root stands at, and what was changed since; `unknown` where git does not tell."""
    try:
        found = git(root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
        if found.returncode:
            return Head()
        changed = git(root, "diff", "HEAD", "--no-ext-diff", "--no-textconv", "--binary", "--", ".").stdout
        others = ["ls-files", "--others", "--exclude-standard", "--", ".", *_but_ours(root)]
        new = git(root, "-c", "core.quotePath=false", *others).stdout
        contents = git(root, "hash-object", "--no-filters", "--stdin-paths", given=new).stdout if new else ""
    except ParallaxError:
        return Head()
    told = (changed + new + contents).encode("utf-8", "surrogateescape")
    return Head(found.stdout.strip(), hashlib.sha256(told).hexdigest()[:12] if told else "")


def _but_ours(root: Path) -> Iterator[str]:
    """What a run of ours puts into somebody's repository is no change of it: reports, and a checkout of Parallax."""
    for path in (kept("reports"), ROOT):
        if root.resolve() in path.parents:
            yield f":(exclude){path.relative_to(root.resolve()).as_posix()}"


def origin_of(root: Path) -> tuple[str, str]:
    """Where a checkout was cloned from, else its folder, and the commit that it stands at, else its branch's name."""
    try:
        url = git(root, "remote", "get-url", "origin")
        commit = git(root, "rev-parse", "--verify", "HEAD^{commit}")
    except ParallaxError:
        return str(root), "main"
    return url.stdout.strip() or str(root), commit.stdout.strip() or "main"

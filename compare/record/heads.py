"""What stood in a root when it was run."""

from __future__ import annotations

import hashlib
from pathlib import Path

from compare.errors import ParallaxError
from compare.record.nouns import Head
from compare.setup.git import git

# What a run of ours puts into somebody's repository is no change of it: reports, and a checkout of Parallax.
_OURS = (":(exclude)reports", ":(exclude)parallax")


def head_of(root: Path) -> Head:
    """The commit that a root stands at, and what was changed since; `unknown` where git does not tell."""
    try:
        found = git(root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
        if found.returncode:
            return Head()
        changed = git(root, "diff", "HEAD", "--no-ext-diff", "--no-textconv", "--binary", "--", ".").stdout
        new = git(
            root,
            "-c",
            "core.quotePath=false",
            "ls-files",
            "--others",
            "--exclude-standard",
            "--",
            ".",
            *_OURS,
        ).stdout
        contents = git(root, "hash-object", "--no-filters", "--stdin-paths", given=new).stdout if new else ""
    except ParallaxError:
        return Head()
    told = (changed + new + contents).encode("utf-8", "surrogateescape")
    return Head(found.stdout.strip(), hashlib.sha256(told).hexdigest()[:12] if told else "")


def origin_of(root: Path) -> tuple[str, str]:
    """Where a checkout was cloned from, else its folder, and the commit that it stands at, else its branch's name."""
    try:
        url, commit = (
            git(root, "remote", "get-url", "origin"),
            git(root, "rev-parse", "--verify", "HEAD^{commit}"),
        )
    except ParallaxError:
        return str(root), "main"
    return url.stdout.strip() or str(root), commit.stdout.strip() or "main"

"""What tells whether something was built from the sources as they are."""

from __future__ import annotations

from pathlib import Path

from compare.setup.stamps import sources_hash


def test_chapter_that_is_built_apart_is_no_source_of_the_rest(tmp_path: Path) -> None:
    """It has a lock of its own; red where a change of it would build everything anew."""
    chapter = tmp_path / "Examples" / "Distributed"
    chapter.mkdir(parents=True)
    (tmp_path / "Examples" / "Examples.csproj").touch()
    (chapter / "packages.chapter.lock.json").touch()
    (chapter.parent / "packages.lock.json").touch()
    before, own = sources_hash([tmp_path], ()), sources_hash([chapter], ())
    (chapter / "Pair.cs").touch()
    assert sources_hash([tmp_path], ()) == before
    assert sources_hash([chapter], ()) != own
    (chapter.parent / "Pair.cs").touch()
    assert sources_hash([tmp_path], ()) != before

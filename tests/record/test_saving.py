"""What is read and written: files, and nothing else (FAULTS.md 61, 62, 96)."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from compare.diff.baseline import read as read_baseline
from compare.errors import UsageError
from compare.record.saving import load, read_text, write_atomically

posix = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes and /dev are POSIX's")


@posix
@pytest.mark.parametrize("kind", ["fifo", "link", "folder"])
def test_what_is_no_file_is_never_replaced(kind: str, tmp_path: Path) -> None:
    """It stands afterwards as it stood, and nothing lies beside it."""
    path = tmp_path / "out"
    target = tmp_path / "target"
    target.write_text("kept")
    {"fifo": os.mkfifo, "link": lambda one: os.symlink(target, one), "folder": os.mkdir}[kind](path)
    before = path.lstat()
    with pytest.raises(UsageError, match="left alone"):
        write_atomically(path, "new")
    assert stat.S_IFMT(path.lstat().st_mode) == stat.S_IFMT(before.st_mode)
    assert target.read_text() == "kept"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["out", "target"]


@posix
@pytest.mark.timeout(20)
@pytest.mark.parametrize("read", [load, read_baseline, read_text], ids=lambda one: one.__name__)
def test_a_pipe_a_device_and_a_folder_are_refused_at_once(read, tmp_path: Path) -> None:
    """Nobody waits for what never ends."""
    os.mkfifo(tmp_path / "fifo")
    for path in (tmp_path / "fifo", Path("/dev/zero"), tmp_path, tmp_path / ("x" * 5000), tmp_path / "none"):
        with pytest.raises(UsageError):
            read(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_may_begin_with_a_byte_order_mark(encoding: str, tmp_path: Path) -> None:
    """As PowerShell's redirection writes it."""
    path = tmp_path / "text"
    path.write_bytes("é 👍".encode(encoding))
    assert read_text(path) == "é 👍"
    path.write_bytes(b"\xff\x00\x01")
    with pytest.raises(UsageError, match="Cannot read"):
        read_text(path)

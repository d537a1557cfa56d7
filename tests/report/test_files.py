"""What a run leaves in its folder: report.md, `latest`, and no more than so many old runs."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from compare.diff.whole import Whole
from compare.errors import HarnessError
from compare.report import files
from tests.report import samples

needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege on Windows")


def run_folder(reports: Path, name: str) -> Path:
    """A run's folder as `compare` leaves it."""
    folder = reports / name
    folder.mkdir()
    (folder / "record.json").write_text(name, encoding="utf-8")
    return folder


def without_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that allows no symbolic links, as Windows without developer mode."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(1314, "A required privilege is not held by the client")

    monkeypatch.setattr(Path, "symlink_to", refuse)


def test_the_report_is_written_beside_the_record(tmp_path: Path) -> None:
    """Whole, with `latest` leading to it and nothing else left."""
    folder = run_folder(tmp_path, "2026-11-24T05-02-11")
    files.write_files(Whole(samples.report()), folder)
    assert (folder / "report.md").read_text(encoding="utf-8").startswith("# Parallax")
    assert (tmp_path / "latest" / "record.json").read_text(encoding="utf-8") == folder.name
    assert sorted(path.name for path in tmp_path.iterdir()) == [folder.name, "latest"]


@pytest.mark.parametrize("links", [pytest.param(True, marks=needs_links), False])
def test_latest_follows_the_newest_run(tmp_path: Path, links: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a relative link, or as a folder of copies where links are not allowed."""
    if not links:
        without_links(monkeypatch)
    for name in ("2026-11-24T05-02-11", "2026-11-24T05-03-11"):
        files.point_latest(tmp_path, run_folder(tmp_path, name))
    assert (tmp_path / "latest" / "record.json").read_text(encoding="utf-8") == "2026-11-24T05-03-11"
    assert (tmp_path / "latest").is_symlink() == links
    assert not list(tmp_path.rglob(".*"))


def test_a_copied_latest_mixes_no_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that the newest run does not have is not the former one's."""
    without_links(monkeypatch)
    first, second = (run_folder(tmp_path, f"2026-11-24T05-0{minute}-11") for minute in (2, 3))
    (first / "report.md").write_text("first", encoding="utf-8")
    files.point_latest(tmp_path, first)
    files.point_latest(tmp_path, second)
    assert sorted(path.name for path in (tmp_path / "latest").iterdir()) == ["record.json"]


def test_a_users_file_named_latest_is_not_touched(tmp_path: Path) -> None:
    """It is named in one sentence."""
    (tmp_path / "latest").write_text("mine", encoding="utf-8")
    with pytest.raises(HarnessError, match="latest"):
        files.point_latest(tmp_path, run_folder(tmp_path, "2026-11-24T05-02-11"))
    assert (tmp_path / "latest").read_text(encoding="utf-8") == "mine"


@needs_links
def test_a_dangling_latest_is_replaced(tmp_path: Path) -> None:
    """Its run may have been removed by hand."""
    (tmp_path / "latest").symlink_to("gone", target_is_directory=True)
    files.point_latest(tmp_path, run_folder(tmp_path, "2026-11-24T05-02-11"))
    assert (tmp_path / "latest" / "record.json").is_file()


def test_the_oldest_runs_go(tmp_path: Path) -> None:
    """By the time in their names, also within one second."""
    names = ["2026-11-24T05-02-11", "2026-11-24T05-02-11-2", "2026-11-24T05-02-11-10", "2026-11-25T00-00-00"]
    for name in reversed(names):
        run_folder(tmp_path, name)
    removed = files.prune(tmp_path, keep=2)
    assert [path.name for path in removed] == names[:2]
    assert sorted(path.name for path in tmp_path.iterdir()) == names[2:]


@needs_links
def test_only_runs_are_ever_removed(tmp_path: Path) -> None:
    """Not what is named otherwise, holds no record, or is a link out of the folder."""
    reports = tmp_path / "reports"
    reports.mkdir()
    run_folder(reports, "mine")
    (reports / "2026-11-24T05-02-11").mkdir()
    outside = run_folder(tmp_path, "2020-01-01T00-00-00")
    (reports / "2020-01-01T00-00-00").symlink_to(outside, target_is_directory=True)
    assert files.prune(reports, keep=0) == []
    assert outside.is_dir()


def test_this_run_stays_when_the_clock_went_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its name may be the oldest of all. What goes is announced (91)."""
    monkeypatch.setattr(files, "kept", lambda name: tmp_path)
    for day in range(10, 13):
        run_folder(tmp_path, f"2026-11-{day}T00-00-00")
    now = run_folder(tmp_path, "2020-01-01T00-00-00")
    files.write_files(Whole(samples.report()), now, keep=2)
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != "latest") == [
        "2020-01-01T00-00-00",
        "2026-11-12T00-00-00",
    ]
    assert "Removed 2 reports from" in capsys.readouterr().err


def test_nothing_is_removed_from_a_users_folder(tmp_path: Path) -> None:
    """Red where each run prunes the folder of --out, unannounced (91)."""
    for day in range(10, 13):
        run_folder(tmp_path, f"2026-11-{day}T00-00-00")
    now = run_folder(tmp_path, "2026-11-13T00-00-00")
    files.write_files(Whole(samples.report()), now, keep=2)
    assert len([path for path in tmp_path.iterdir() if path.name != "latest"]) == 4


def test_an_unwritable_folder_is_one_sentence(tmp_path: Path) -> None:
    """The error names the file."""
    with pytest.raises(HarnessError, match=r"report\.md"):
        files.write_files(Whole(samples.report()), tmp_path / "gone")

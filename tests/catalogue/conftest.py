"""A cache of its own for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from compare.catalogue import loading


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the repository's cache."""
    monkeypatch.setattr(loading, "KNOWN_GOOD", tmp_path / ".parallax" / "contracts.json")

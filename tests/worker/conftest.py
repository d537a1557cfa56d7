"""A worker for each test; it must end by itself when the channel closes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.worker.client import Client


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Client]:
    """A Python worker that has said hello."""
    client = Client(tmp_path)
    yield client
    client.close()

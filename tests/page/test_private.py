"""A page of many machines tells the name of none."""

from __future__ import annotations

from compare.page.page import page
from tests.page.test_page import whole


def test_no_name_of_another_machine() -> None:
    """Each is another one, and none is told; a name that is a word of the texts tells nothing."""
    shards = [{"name": "lab-07", "worker": "lab-07-12", "pairs": ["a-pair"]}, {"name": "What", "pairs": []}]
    events = ["worker lab-08-3 was refused: it is old", "2 workers ran beside each other on lab-07: What"]
    machine = {"name": "desk", "shards": shards, "events": events, "workers": ["lab-07-12", "lab-08-3"]}
    text = page(whole(machine=machine))
    assert "lab-0" not in text and "desk" not in text
    assert "worker host 4 was refused" in text and "on host 2: What" in text

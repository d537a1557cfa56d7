"""The picture for README is self-contained, inert and always the same."""

from __future__ import annotations

import xml.dom.minidom

from compare.diff.whole import Whole
from compare.report.picture import svg
from tests.report import samples


def test_a_picture_is_self_contained() -> None:
    """It is XML, loads nothing from elsewhere, and shows the table."""
    picture = svg(Whole(samples.report()))
    xml.dom.minidom.parseString(picture)
    assert "parallel-sum" in picture
    assert "url(http" not in picture
    assert "@font-face" not in picture
    assert picture == svg(Whole(samples.report()))


def test_hostile_text_is_inert_in_a_picture() -> None:
    """No element of an example's making."""
    document = xml.dom.minidom.parseString(svg(Whole(samples.hostile())))
    assert not document.getElementsByTagName("script")
    assert not document.getElementsByTagName("a")

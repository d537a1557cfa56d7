"""The page in a real browser: Debian's chromium, driven by playwright-core, looked at by axe-core."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from compare.diff.whole import whole_of
from compare.page.page import page
from tests.page.test_page import MISTAKE, TEXTS, whole
from tests.report.samples import EVIL

HERE = Path(__file__).parent
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
NODE = shutil.which("node") or ""
LACKING = [
    f"{what}; cure: {cure}"
    for there, what, cure in (
        (CHROMIUM, "there is no chromium", "apt-get install chromium"),
        (NODE, "there is no node", "apt-get install nodejs npm"),
        (
            (HERE / "node_modules" / "axe-core").is_dir(),
            "playwright-core is missing",
            f"npm ci --prefix {HERE}",
        ),
    )
    if not there
]
pytestmark = [
    pytest.mark.skipif(bool(LACKING), reason="; ".join(LACKING)),
    pytest.mark.timeout(900),
]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a reader sees of a page of three pairs: one by design, one hostile, one that differs."""
    first = whole().report.record
    evil = EVIL + "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
    other = MISTAKE | {"id": "one-less", "says": "It asks once less."}
    pairs = [replace(first.pairs[0], mistakes=(MISTAKE, other))]
    for name, value, other in (("b-pair", evil, evil), ("c-pair", 1, 3)):
        of_it = whole(value, other).report.record.pairs[0]
        contract = of_it.contract | {"id": name, "question": f"What is the {name}?", "asked": ["second"]}
        pairs.append(replace(of_it, id=name, contract=contract))
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(page(whole_of(replace(first, pairs=tuple(pairs)))), encoding="utf-8", newline="\n")
    command = [NODE, str(HERE / "look.js"), CHROMIUM, str(path)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=800, check=False)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_nothing_is_loaded_and_nothing_complains(seen: dict[str, Any]) -> None:
    """No request beside the file itself; no error and no warning, the policy's included."""
    assert (seen["requests"], seen["errors"]) == ([], [])


def test_what_is_hostile_stays_inert(seen: dict[str, Any]) -> None:
    """No script of an output ever runs."""
    assert seen["alerted"] is False


def test_the_table_is_searched_sorted_and_filtered(seen: dict[str, Any]) -> None:
    """By words from anywhere, by keys; failures stay first."""
    assert set(seen["all"]) == {"#a-pair", "#b-pair", "#c-pair"}
    assert set(seen["searched"][0]) == {"#b-pair", "#c-pair"} and seen["searched"][1] == "2 pairs"
    assert seen["nothing"] is True
    up, down = seen["sorted"]
    failing = seen["failing"]
    assert failing and up[: len(failing)] == list(reversed(down[: len(failing)]))
    assert set(up[: len(failing)]) == set(failing) and len(up) == 3


def test_a_prediction_unfolds_the_answers(seen: dict[str, Any]) -> None:
    """Folded until the reader has committed to the last question; then each answer is told."""
    assert (seen["folded"], seen["unfolded"]) == (True, [False, True])
    assert len(seen["said"]) == 3 and all(
        one == "so it is" or one.startswith("it was ") for one in seen["said"]
    )


def test_a_deep_link_shows_its_panel(seen: dict[str, Any]) -> None:
    """And the address may keep the answers for later."""
    assert seen["deep"] == [True, "default"]
    assert seen["hidden"] is True


def test_clock_and_order_are_two_places(seen: dict[str, Any]) -> None:
    """And back again."""
    order, clock, again = seen["places"]
    assert order == again != clock


def test_a_bar_and_its_rows_are_marked_together(seen: dict[str, Any]) -> None:
    """Whichever of the two is pointed at or has the focus; the table is sorted by its heads."""
    assert sorted(seen["hovered"]) == sorted(seen["pointed"]) == ["rect", "tr", "tr"]
    assert seen["tip"].startswith("begins: ask a, ") and "\nends: ask a, " in seen["tip"]
    first, again = seen["times"]
    assert len(first) > 2 and again == list(reversed(first))


def test_a_pair_is_one_side_of_paper(seen: dict[str, Any]) -> None:
    """Question, picture, what each gave, why and what it costs."""
    assert seen["sides"] == 1


def test_a_copy_is_the_whole_file(seen: dict[str, Any]) -> None:
    """Byte by byte, the lines between the pieces included."""
    assert seen["copied"] == [one["text"] for one in TEXTS]


def test_presenting_goes_by_keys(seen: dict[str, Any]) -> None:
    """p, space, Escape; and Escape again leads back to the pair's line."""
    assert seen["stages"] == ["What is n?", "Who ran when"]
    assert (seen["presenting"], seen["focused"]) == (False, "#a-pair")


def test_a_room_answers_by_digits(seen: dict[str, Any]) -> None:
    """A digit is a choice of the first row that is open; n asks the next question."""
    assert (seen["votes"], seen["voted"], seen["asked"]) == ([0, 1, 2], [0, 1], 2)


def test_print_shows_the_pair_without_its_buttons(seen: dict[str, Any]) -> None:
    """On paper nobody can press them."""
    assert seen["printed"] == [True, False]


def test_a_printed_list_keeps_the_heads_of_its_columns(seen: dict[str, Any]) -> None:
    """They are buttons, which paper has no other use for."""
    assert seen["paper"] == [3, 0]


def test_everybody_can_read_it(seen: dict[str, Any]) -> None:
    """No serious violation by axe, light and dark; nothing wider than a phone."""
    assert seen["axe"] == []
    assert all(width <= 390 for width in seen["wide"])


def test_a_phone_shows_pictures_and_values_whole(seen: dict[str, Any]) -> None:
    """What tells the lanes apart is often at a picture's end: it must not lie beyond the edge."""
    assert seen["whole"] and all(right <= 390 for right in seen["whole"])


def test_a_projector_shows_no_small_print(seen: dict[str, Any]) -> None:
    """Whatever is read in present mode, notes included, is larger than on the page."""
    assert seen["large"] and all(size >= 18 for size in seen["large"])

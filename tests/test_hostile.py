"""Hostile texts in place of each example: each is found out, and none holds a trial up.

A pair's headline is judged in its default case, alone, by a worker in which nothing was left behind;
PARALLAX_HOSTILE=all judges every variant of that case. Not judged are the kinds `constant` and `empty` of a
function without a result: they are `nothing`.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from compare.run.programs import Programs
from tests.hostile import KINDS, LANGUAGES, HostileText, csharp_texts
from tests.hostile_run import LIMIT_MS, Job, Seen, chosen, judged
from tests.pairs import CONTRACTS, HOME

EVERY = os.environ.get("PARALLAX_HOSTILE") == "all"
# Whoever asks first may wait for all that are judged before.
pytestmark = pytest.mark.timeout(3600 if EVERY else 900)
AT_ONCE = 2 * (os.cpu_count() or 1)  # most of it is waiting
# Those that start a cluster would take minutes; what a text may do to the harness is the same in them.
OURS = [contract for contract in CONTRACTS if contract.root == HOME and not contract.opt_in]
TEXTS = [
    text
    for contract in OURS
    for language in LANGUAGES
    for kind in KINDS
    if chosen(text := HostileText(contract, kind, language), EVERY)
]
# What is right all the same: (pair, variant, kind, language) and why.
RIGHT = {
    ("shared-dict", "nested", "nothing", "python"): "the lesson: what is changed in a copy changes nothing",
    ("shared-dict", "nested", "constant", "python"): "the lesson: what is changed in a copy changes nothing",
    (
        "fire-and-forget",
        "async-void",
        "thread",
        "csharp",
    ): "its error ends the child process, and the thread with it",
}
Asked = Callable[[HostileText], list[Seen]]


@pytest.fixture(scope="module")
def asked(request: pytest.FixtureRequest) -> Iterator[Asked]:
    """What came of a text; all texts that are going to be asked about are judged meanwhile, some at once."""
    parameters = [getattr(item, "callspec", None) for item in request.session.items]
    params = [one.params.get("text") for one in parameters if one]
    wanted = [text for text in params if isinstance(text, HostileText)]
    kinds: dict[tuple[str, str], list[str]] = defaultdict(list)
    for text in wanted:
        kinds[text.contract.id, text.language].append(text.kind)
    compiled = csharp_texts(OURS)
    for text in wanted:
        Programs().where(text.contract, text.lane)  # built once, before several ask for it
    with ProcessPoolExecutor(AT_ONCE, mp_context=get_context("spawn")) as pool:
        jobs: dict[tuple[str, str], Future[dict[str, list[Seen]]]] = {
            (pair, language): pool.submit(judged, Job(pair, language, tuple(some), compiled, EVERY))
            for (pair, language), some in kinds.items()
        }
        yield lambda text: jobs[text.contract.id, text.language].result()[text.kind]
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("text", TEXTS, ids=lambda one: f"{one.contract.id}-{one.kind}-{one.language}")
def test_hostile_text_is_found_out(text: HostileText, asked: Asked) -> None:
    """By a state or a finding; and it ends by itself, or because it stands still."""
    seen = [one for one in asked(text) if one.state != "skipped"]
    if not seen:
        pytest.skip("no variant of it can run here")
    for one in seen:
        right = (text.contract.id, one.variant, text.kind, text.language) in RIGHT
        assert one.complaints or right, f"{one.variant} was accepted: it {KINDS[text.kind]}"
        assert "no answer within" not in one.complaints, (
            f"{one.variant} held its trial up for {LIMIT_MS / 1000:g} s"
        )

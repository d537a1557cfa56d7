"""What options choose of a catalogue: pairs, cases, values, a shard's part."""

from __future__ import annotations

from pathlib import Path

import pytest

from compare.catalogue.loading import Broken, Catalogue
from compare.errors import UsageError
from compare.plan.choice import Selection, choose
from compare.plan.options import Options, parse
from tests.pairs import CATALOGUE

BROKEN = tuple(Broken(name, Path(f"{name}.toml"), ("no title",)) for name in ("when-nothing", "other"))
TASKS = [name for name, contract in CATALOGUE.contracts.items() if contract.chapter == "tasks"]


def chosen(**raw: object) -> Selection:
    """What such options choose of our own pairs and two broken ones."""
    return choose(Catalogue(CATALOGUE.contracts, BROKEN), parse({"seed": "1"} | raw))


OPT_IN = [name for name, contract in CATALOGUE.contracts.items() if contract.opt_in]


def test_nothing_said_chooses_all_that_are_not_opt_in() -> None:
    """The broken ones too: they are told as not run."""
    selection = chosen()
    assert list(selection.names) == [name for name in CATALOGUE.contracts if name not in OPT_IN]
    assert selection.broken == BROKEN


def test_opt_in_pairs_are_chosen_by_name_or_chapter() -> None:
    """Where they were not, the base's are not lost, and a baseline misses nothing."""
    assert OPT_IN
    name, chapter = OPT_IN[0], CATALOGUE.contracts[OPT_IN[0]].chapter
    assert chosen(only=[name]).names == (name,)
    assert set(chosen(chapter=[chapter]).names) >= {name}
    assert chosen().gone({name: chapter, "lost": chapter}) == ("lost",)
    assert not chosen().covers([])(name, chapter, "", "")
    assert chosen(only=[name]).covers([])(name, chapter, "", "")


def test_pairs_of_another_root_are_missed_by_nobody(tmp_path: Path) -> None:
    """With `--only-root` a baseline that has ours misses none of them; a pair that the root has lost is still lost."""
    (tmp_path / "compare" / "contracts").mkdir(parents=True)
    alone = choose(Catalogue({}), parse({"seed": "1", "root": [str(tmp_path)], "only_root": True}))
    assert not alone.covers([])("when-all", "tasks", "", "")
    assert alone.covers([])("their-own", "tasks", "", "")
    assert alone.gone({"when-all": "tasks"}) == ("when-all",)
    both = choose(Catalogue({}), parse({"seed": "1", "root": [str(tmp_path)]}))
    assert both.covers([])("when-all", "tasks", "", "")


def test_chapters_that_are_built_apart_are_opt_in() -> None:
    """Whoever has not asked for their packages need not have them."""
    assert [name for name, contract in CATALOGUE.contracts.items() if contract.apart] == OPT_IN


def test_broken_pairs_are_chosen_by_name_alone() -> None:
    """Their chapters are not known, and a chosen chapter may be theirs."""
    assert [one.id for one in chosen(only=["when-*"], chapter=["tasks"]).broken] == ["when-nothing"]


def test_shards_share_out_what_is_chosen() -> None:
    """Each has its part, and all know the whole."""
    shards = [chosen(chapter=["tasks"], shard=f"{number}/2") for number in (1, 2)]
    assert [list(one.names) for one in shards] == [TASKS, TASKS]
    ran = [contract.id for one in shards for contract in one.contracts]
    assert sorted(ran) == sorted(TASKS)
    assert len(ran) == len(set(ran))


def test_lost_pairs_are_those_of_the_base_that_head_lacks() -> None:
    """As far as the options choose them; a shard tells its part."""
    base = {"when-all": "tasks", "when-gone": "tasks", "gone": "pools", "when-lost": "tasks"}
    assert chosen(chapter=["tasks"]).lost(base) == ("when-gone", "when-lost")
    assert chosen(only=["when-*"], shard="2/2").lost(base) == ("when-lost",)


def test_what_was_not_asked_for_is_not_missing() -> None:
    """By pair, chapter, case and lane; an empty one stands for all."""
    covers = chosen(only=["when-all"], case=["default"]).covers(["python"])
    assert covers("when-all", "tasks", "default", "python")
    assert covers("when-all", "tasks", "", "")
    assert not covers("when-any", "tasks", "default", "python")
    assert not covers("when-all", "tasks", "large", "python")
    assert not covers("when-all", "tasks", "default", "dotnet")
    assert chosen().covers([])("any", "chapter", "case", "lane")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (Options(only=("when-al",)), "Did you mean when-all"),
        (Options(chapters=("task",)), "Did you mean tasks"),
        (Options(cases=("defalt",)), "Did you mean default"),
        (Options(only=("when-all",), settings=("pool-map.n=1",)), "no selected pair"),
    ],
)
def test_what_chooses_nothing_is_refused(options: Options, told: str) -> None:
    """With the nearest right name."""
    with pytest.raises(UsageError, match=told):
        choose(CATALOGUE, options)

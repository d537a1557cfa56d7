"""report.md: what is wrong first, inert, and never too large."""

from __future__ import annotations

from dataclasses import replace

import pytest

from compare.diff.whole import Whole
from compare.report.markdown import LIMIT, markdown
from tests.report import samples


def tokens_of(text: str) -> list:
    """What a Markdown parser finds."""
    markdown_it = pytest.importorskip("markdown_it")
    return markdown_it.MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)


def test_what_is_wrong_comes_first() -> None:
    """Before the table of pairs, and the table before everything else."""
    text = markdown(Whole(samples.report()))
    headings = [line for line in text.splitlines() if line.startswith("## ")]
    assert headings == [
        "## What differs, failed or did not run",
        "## Pairs",
        "## Declared divergences, seen as declared",
        "## Skipped",
    ]
    assert text.startswith("# Parallax: 2 pairs agree, 2 differ, 1 not run\n")


def test_a_good_report_has_no_empty_sections() -> None:
    """Nothing differs, so nothing is said of it."""
    text = markdown(Whole(samples.good(3)))
    assert "What differs" not in text
    assert "Skipped" not in text


def test_options_are_what_the_user_gave() -> None:
    """Red where the pairs that came of them, or that were not asked for, are told as options of the command."""
    report = samples.good(3)
    options = {"only": [], "quick": True, "lanes": "python", "selected": ["a"], "left_out": ["b"]}
    text = markdown(Whole(replace(report, record=replace(report.record, options=options))))
    assert [line for line in text.splitlines() if line.startswith("- option")] == [
        "- option quick: true",
        "- option lanes: python",
    ]


def test_it_is_well_formed() -> None:
    """A parser finds the tables whole, and each details element closed."""
    text = markdown(Whole(samples.report()))
    tokens = tokens_of(text)
    assert [one.type for one in tokens].count("table_open") == 2
    assert text.count("<details>") == text.count("</details>") == 4


def test_hostile_text_is_inert() -> None:
    """The same tokens as a report without it; HTML is ours alone."""
    text = markdown(Whole(samples.hostile()))
    tokens = tokens_of(text)
    html = {one.content.strip() for one in tokens if one.type == "html_block"}
    html |= {
        child.content.strip() for one in tokens for child in one.children or () if child.type == "html_inline"
    }
    ours = ("<details><summary>", "</details>")
    assert all(piece.startswith(ours) and "script" not in piece for piece in html)
    kinds = {child.type for one in tokens for child in one.children or ()}
    assert kinds <= {"text", "text_special", "softbreak", "strong_open", "strong_close", "html_inline"}
    outside = "\n".join(line for line in text.splitlines() if not line.startswith("  "))
    assert "@org" not in outside
    assert "<script" not in outside
    assert "::add-path" not in text
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_figures_of_all_variants_are_there() -> None:
    """Also of those that are not the headline, with the first call."""
    text = markdown(Whole(samples.report()))
    assert (
        "| parallel-sum | serial | dotnet | 91.7 µs | 3% | 10 | 1 | 275 µs | 50 | 1.87 | 12 MB |  | reference |"
        in text
    )


def test_100_figure_that_its_medians_contradict_is_not_told() -> None:
    """Red where it stands there as if it were one."""
    report = samples.report()
    rows = (replace(one, ratio_unclear=True, speedup_unclear=True) for one in report.pairs[0].figures)
    pair = replace(report.pairs[0], figures=tuple(rows))
    text = markdown(Whole(replace(report, pairs=(pair,))))
    assert "| 213 µs ± 12% | cannot tell (0.014–0.016) |" in text
    assert "| cannot tell (0.014–0.016) | cannot tell (0.39–0.47) |" in text


def test_the_environment_is_there() -> None:
    """Machine, versions, seed and options."""
    text = markdown(Whole(samples.report(options={"quick": True, "rounds": 3})))
    for piece in ("Sample CPU", "3.11.7", "seed 2866150193", "- option quick: true", "- option rounds: 3"):
        assert piece in text


def test_the_same_report_gives_the_same_text() -> None:
    """Byte for byte."""
    assert markdown(Whole(samples.report())) == markdown(Whole(samples.report()))


def big(findings: int, pairs: int) -> samples.Report:
    """A report with far too much in it."""
    one = "wrong " * 200
    many = tuple(
        samples.Finding(f"output.f{number}", "default", "idiomatic", "dotnet", one, "x" * 5000, "ü" * 5000)
        for number in range(findings)
    )
    rows = (samples.figures("python", "idiomatic", 1.0),)
    return samples.report(
        tuple(
            samples.verdict(f"pair-{number}", "tasks", "Title", rows, outputs="differs", findings=many)
            for number in range(pairs)
        )
    )


@pytest.mark.parametrize(("findings", "pairs"), [(200, 3), (0, 20_000), (3, 300)])
def test_a_big_report_is_cut_and_says_so(findings: int, pairs: int) -> None:
    """Within 900 KiB; every section keeps a part, and tells what is missing."""
    text = markdown(Whole(big(findings, pairs)))
    assert len(text.encode()) <= LIMIT
    assert "more cut here; record.json has everything." in text
    assert "## Pairs" in text
    assert "- lane python (python, ready)" in text
    assert text.count("<details>") == text.count("</details>")


def test_a_small_limit_holds() -> None:
    """The limit is kept to also where hardly anything fits."""
    assert len(markdown(Whole(samples.report()), limit=4000).encode()) <= 4000


def test_a_report_without_pairs_is_still_a_report() -> None:
    """Nothing was run: the head and the environment say where."""
    report = samples.report()
    text = markdown(Whole(samples.Report(report.record, ())))
    assert text.startswith("# Parallax: no pair was run\n")
    assert "Sample CPU" in text

"""Guards that are decided in Python, each with what it would do if it were off, and the test that is red then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import pytest


@dataclass(frozen=True)
class Guard:
    """A function that protects a run.

    Args:
        name: its module below `compare`, a colon, and its name there.
        off: what it does where it is switched off; its names are those of the guard's own module.
        protects_from: what it protects from.
        test: the test that is red then, with its file below `tests`; of one with parameters the first, or that named.
    """

    name: str
    off: Callable[..., Any]
    protects_from: str
    test: str

    @contextmanager
    def switched_off(self) -> Iterator[None]:
        """For as long as the block lasts, wherever it was imported to."""
        module, _, names = self.name.partition(":")
        function: Any = import_module(f"compare.{module}")
        for name in names.split("."):
            function = getattr(function, name)
        function = getattr(function, "__wrapped__", function)  # of a context manager
        with pytest.MonkeyPatch.context() as here:
            here.setattr(function, "__code__", self.off.__code__)
            yield


def _does_nothing() -> Iterator[None]:
    yield


GUARDS = (
    Guard(
        "lanes.answers:fault_in",
        lambda *_: "",
        "an answer of a wrong shape",
        "lanes/test_answers.py::test_103_answer_of_a_wrong_shape_has_a_fault",
    ),
    Guard(
        "lanes.answers:_trace",
        lambda _: "",
        "events that are none",
        "lanes/test_answers.py::test_103_answer_of_a_wrong_shape_has_a_fault[{'trace': [1]}]",
    ),
    Guard(
        "lanes.answers:_once",
        lambda pairs: dict(pairs),
        "a key that occurs twice",
        'lanes/test_answers.py::test_103_line_that_is_no_json_object_is_refused[{"ok": true, "ok": true}]',
    ),
    Guard(
        "lanes.answers:_no_number",
        lambda name: float(name),
        "NaN and infinities",
        'lanes/test_answers.py::test_103_line_that_is_no_json_object_is_refused[{"ok": NaN}]',
    ),
    Guard(
        "record.nouns:sound",
        lambda *_: True,
        "numbers that are not exact, nesting without end",
        "run/test_runner.py::test_unsound_number_is_a_bad_result",
    ),
    Guard(
        "run.runner:Runner.try_pair",
        lambda self, plan: self.run_pair(plan),
        "a pair that ends the whole run",
        "run/test_runner.py::test_103_fault_of_ours_is_the_pairs_and_says_where",
    ),
    Guard(
        "run.runner:_Pair.interrupted",
        lambda _: None,
        "rows that are lost with a signal",
        "run/test_runner.py::test_31_rows_of_a_pair_that_was_cut_short_are_told",
    ),
    Guard(
        "run.stopping:finished_first",
        _does_nothing,
        "a signal in the midst of the reports",
        "run/test_stopping.py::test_reports_are_written_whole_before_a_first_signal_counts",
    ),
    Guard(
        "run.programs:Programs._texts",
        lambda self, root, chapter: build_root(root, chapter=chapter),  # noqa: F821
        "a build that fails for each pair anew",
        "run/test_programs.py::test_111_build_that_failed_is_not_tried_again",
    ),
    Guard(
        "lanes.objects:_files",
        lambda _: [],
        "files that an example leaves behind",
        "lanes/test_worker_lane.py::test_110_name_that_is_no_text_is_shown_and_removed",
    ),
    Guard(
        "lanes.worker:WorkerLane.leftovers",
        lambda _: Outcome("ok"),  # noqa: F821
        "a worker that dies after its answer",
        "lanes/test_worker_lane.py::test_101_death_after_the_result_is_told_by_the_look",
    ),
    Guard(
        "lanes.lane:within",
        lambda _, outcome: outcome,
        "a pair whose answers fill the record",
        "run/test_runner.py::test_109_pair_answers_no_more_than_a_record_takes_of_one",
    ),
    Guard(
        "plan.plan:_variant_reason",
        lambda *_: "",
        "variants that cannot run on this machine",
        "plan/test_needs.py::test_98_what_needs_shared_memory_is_skipped_without",
    ),
    Guard(
        "worker.facts:has_shared_memory",
        lambda _="": True,
        "locks and queues that cannot be made",
        "worker/test_facts.py::test_98_shared_memory_is_there_where_its_folder_takes_a_file",
    ),
    Guard(
        "run.watchdog:_watch",
        lambda *_: None,
        "a harness that waits for ever",
        "run/test_watchdog.py::test_33_only_what_has_not_moved_for_long_is_stuck[is stuck]",
    ),
    Guard(
        "lanes.limits:with_cure",
        lambda said: said,
        "a limit that nobody names",
        "lanes/test_limits.py::test_77_what_a_limit_keeps_from_starting_names_the_limit",
    ),
    Guard(
        "lanes.weaker:weaker_modes",
        lambda *_: [],
        "a guard that falls back without a word",
        "lanes/test_weaker.py::test_45_what_a_system_lacks_is_named",
    ),
    Guard(
        "record.saving:write_atomically",
        lambda path, text: path.write_text(text),
        "a device or a link that is replaced",
        "record/test_saving.py::test_what_is_no_file_is_never_replaced[link]",
    ),
    Guard(
        "record.saving:strict_json",
        lambda text, _: json.loads(text),  # noqa: F821
        "a key that stands twice, in a file",
        "diff/test_baseline.py::test_a_broken_file_is_one_sentence[doubled keys]",
    ),
    Guard(
        "record.saving:_validate",
        lambda *_: None,
        "a record of another shape",
        "record/test_schemas.py::test_what_is_no_record_of_ours_is_refused_in_a_sentence[change3]",
    ),
    Guard(
        "record.saving:_check_contracts",
        lambda *_: None,
        "a contract that breaks its schema, in a record",
        "commands/test_saved.py::test_62_contract_of_wrong_types_in_a_record_is_one_sentence",
    ),
    Guard(
        "diff.merge:_shared",
        lambda _: {},
        "shards of different runs",
        "diff/test_merge.py::test_shards_of_different_runs_are_refused[other1]",
    ),
    Guard(
        "diff.merge:_refuse_doubles",
        lambda *_: None,
        "a pair that counts twice",
        "diff/test_merge.py::test_a_pair_that_two_shards_ran_is_refused",
    ),
    Guard(
        "text:visible",
        lambda text, keep="": text,
        "characters that act, in a terminal",
        "report/test_untrusted.py::test_a_terminal_is_told_and_never_driven",
    ),
    Guard(
        "text:for_terminal",
        lambda text, *_, **__: text,
        "commands of a CI service in an error message",
        "report/test_untrusted.py::test_an_error_is_a_line_however_it_reads",
    ),
    Guard(
        "text:for_markdown",
        lambda text: text,
        "Markdown's own characters",
        "report/test_untrusted.py::test_markdown_keeps_its_rows_and_obeys_nobody",
    ),
    Guard(
        "text:markdown_block",
        lambda text: f"```text\n{text}\n```",
        "a fence that its content closes",
        "report/test_text.py::test_markdown_block_cannot_be_closed",
    ),
    Guard(
        "report.machines:_xml",
        lambda text: text,
        "XML's own characters, and those that it forbids",
        "report/test_untrusted.py::test_xml_is_read_by_a_parser",
    ),
    Guard(
        "report.machines:_data",
        lambda text: text,
        "commands of a CI service in an annotation",
        "report/test_untrusted.py::test_annotations_are_ours",
    ),
    Guard(
        "page.private:hider",
        lambda _: str,
        "a home folder, and the machine's name, on the page",
        "page/test_page.py::test_no_home_and_no_host",
    ),
    Guard(
        "setup.variables:is_passed",
        lambda _: True,
        "secrets, and switches of a runtime",
        "setup/test_variables.py::test_secrets_and_switches_are_not_passed_on",
    ),
    Guard(
        "setup.dotnet:_is_passed",
        lambda _: True,
        "variables that MSBuild takes for properties",
        "setup/test_dotnet.py::test_build_sees_no_variable_that_would_be_a_property",
    ),
    Guard(
        "setup.dotnet:refuse_odd",
        lambda _: None,
        "a folder that MSBuild takes for another",
        "setup/test_dotnet.py::test_folder_that_the_compiler_cannot_take_is_refused",
    ),
    Guard(
        "setup.dotnet:property_of",
        lambda name, folder: f"-p:{name}={folder}",
        "characters that MSBuild takes as its own",
        "setup/test_dotnet.py::test_folder_is_escaped_for_msbuild",
    ),
    Guard(
        "setup.doctor:_shared_memory",
        lambda: iter(()),
        "/dev/shm that cannot be used",
        "setup/test_doctor.py::test_shared_memory_that_cannot_be_used_is_told",
    ),
    Guard(
        "report.files:_is_run",
        lambda _: True,
        "files of others that are removed",
        "report/test_files.py::test_only_runs_are_ever_removed",
    ),
    Guard(
        "judge.figures:_contradicts",
        lambda *_: False,
        "a ratio that its medians contradict",
        "judge/test_figures.py::test_100_ratio_that_its_medians_contradict_is_not_told",
    ),
    Guard(
        "worker.descriptors:Descriptors.changed",
        lambda *_: [],
        "descriptors that an example leaves open",
        "worker/test_descriptors.py::test_what_stays_open_is_told_once",
    ),
)

"""The menu. Thinking is in compare/; this file imports nothing but invoke."""

import os
import sys
from pathlib import Path

from invoke import Collection, Context, task

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))  # so that `compare` is found, whatever folder invoke was started in


def _do(command: str, **options: object) -> None:
    from compare.cli import main

    sys.exit(main(command, options))


@task(iterable=["only", "chapter", "case", "set", "root"])
def compare(
    c: Context, only=None, chapter=None, case=None, lanes="", quick=False, rounds="", seed="", set=None,  # noqa: A002
    timeout="", max_time="", root=None, only_root=False, out="", json=False, fail_on="both",
    allow_missing=False, verbose=False, against="", baseline="", shard="", strict=False, no_strict=False,
) -> None:  # fmt: skip
    """Run the pairs in both languages and say where they agree, differ, and what each costs."""
    _do(
        "compare", only=only, chapter=chapter, case=case, lanes=lanes, quick=quick, rounds=rounds, seed=seed,
        set=set, timeout=timeout, max_time=max_time, root=root, only_root=only_root, out=out, json=json,
        fail_on=fail_on, allow_missing=allow_missing, verbose=verbose, against=against, baseline=baseline, shard=shard,
        strict=strict, no_strict=no_strict,
    )  # fmt: skip


@task(name="list", iterable=["root"])
def list_(c: Context, root=None) -> None:
    """List the pairs by chapter."""
    _do("list", root=root)


@task
def coverage(c: Context, readme=False) -> None:
    """Lay the source material's items beside their pairs; --readme writes README's table of pairs."""
    _do("coverage", readme=readme)


@task(positional=["pair"], iterable=["root"])
def show(c: Context, pair, root=None) -> None:
    """Show a pair's question, contract and both texts side by side."""
    _do("show", pair=pair, root=root)


@task(positional=["pair"], iterable=["set", "root"])
def run(c: Context, pair, lane="python", variant="", case="", set=None, timeout="", root=None) -> None:  # noqa: A002
    """Run one variant in one lane: its output live, its result, and who ran when."""
    _do("run", pair=pair, lane=lane, variant=variant, case=case, set=set, timeout=timeout, root=root)


@task(positional=["record"])
def report(c: Context, record, verbose=False, json=False, picture="") -> None:
    """Judge and show a saved record again; runs no example. --picture FILE: what it shows as an SVG as well."""
    _do("report", record=record, verbose=verbose, json=json, picture=picture)


@task(positional=["old", "new"])
def diff(c: Context, old, new, verbose=False) -> None:
    """Hold a record against an older one, or against a baseline; runs no example."""
    _do("diff", old=old, new=new, verbose=verbose)


@task(name="baseline")
def baseline_(c: Context, record="", out="") -> None:
    """Write what of the latest record does not depend on the machine, as a file for git."""
    _do("baseline", record=record, out=out)


@task(positional=["folder"])
def merge(
    c: Context, folder, out="", baseline="", json=False, verbose=False, strict=False, no_strict=False
) -> None:
    """Make one report of what the shards of a run saw; runs no example."""
    _do(
        "merge", folder=folder, out=out, baseline=baseline, json=json, verbose=verbose, strict=strict,
        no_strict=no_strict,
    )  # fmt: skip


@task(positional=["pair"])
def new(c: Context, pair, root="") -> None:
    """Make a whole new pair, CHAPTER/PAIR: contract, two texts, four wrong programs."""
    _do("new", pair=pair, root=root)


@task
def doctor(c: Context) -> None:
    """Say what is found and needed here, and the cure for what is missing."""
    _do("doctor")


@task
def build(c: Context, force=False) -> None:
    """Build the .NET side, if its sources changed."""
    _do("build", force=force)


@task(iterable=["only"])
def test(c: Context, only=None, repeat="", load=False, root="") -> None:
    """Run pytest and xunit; --repeat N --load the behaviour checks with all cores busy; --root DIR: your pairs'."""
    _do("test", only=only, repeat=repeat, load=load, root=root)


@task
def lint(c: Context) -> None:
    """Check style with ruff and dotnet format."""
    _do("lint")


@task
def bench(
    c: Context, noise=False, peers=False, passes="", minutes="", trace="", seed="", lanes="", out=""
) -> None:
    """Measure what the harness costs; --noise: the rule for timings; --peers: beside BenchmarkDotNet and pyperf."""
    _do(
        "bench", noise=noise, peers=peers, passes=passes, minutes=minutes, trace=trace, seed=seed, lanes=lanes, out=out,
    )  # fmt: skip


@task
def clean(c: Context, reports=False) -> None:
    """Remove what was built; with --reports also the reports."""
    _do("clean", reports=reports)


namespace = Collection(
    compare,
    list_,
    coverage,
    show,
    run,
    report,
    diff,
    baseline_,
    merge,
    new,
    doctor,
    build,
    test,
    lint,
    bench,
    clean,
)


def _venv_python() -> Path:
    folder = HERE / ".venv"
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _started_by_invoke() -> bool:
    name = Path(sys.argv[0]).stem if sys.argv and sys.argv[0] else ""
    return name in ("invoke", "inv") or (name == "__main__" and Path(sys.argv[0]).parent.name == "invoke")


def _hand_over() -> None:
    """Go on in .venv's python; say the one line to give where there is none."""
    python = _venv_python()
    if Path(sys.prefix).resolve() == (HERE / ".venv").resolve():
        return
    if not python.exists():
        print("Parallax is not set up here yet. Give: python3 bootstrap.py compare", file=sys.stderr)
        sys.exit(4)
    command = [str(python), "-m", "invoke", *sys.argv[1:]]
    if os.name == "posix":
        os.execv(python, command)
    import subprocess

    sys.exit(subprocess.run(command, check=False).returncode)


def _refuse_wrong_usage() -> None:
    """Answer a wrong task or flag with 2; invoke itself would give 1."""
    from invoke import Program
    from invoke.exceptions import ParseError
    from invoke.parser import Parser

    program = Program(namespace=namespace)
    try:
        core = Parser(initial=program.initial_context, ignore_unknown=True).parse_argv(sys.argv[1:])
        wrong = Parser(contexts=namespace.to_contexts()).parse_argv(core.unparsed)
        for context in wrong:
            context.args  # noqa: B018  (parsing is the check)
    except ParseError as error:
        print(_explain(str(error)), file=sys.stderr)
        sys.exit(2)


def _explain(message: str) -> str:
    from compare.errors import nearest

    names = [name.strip("'\"") for name in message.split() if name.startswith(("'", '"'))]
    name = names[0] if names else ""
    if "required positional" in message:
        return f"{name} needs {' and '.join(one.upper() for one in names[1:])}. `invoke --help {name}` tells more."
    if name.startswith("-"):
        flags = {
            flag for context in namespace.to_contexts() for flag in context.flags if flag.startswith("--")
        }
        return f"Unknown option {name}.{nearest(name, flags)}"
    if name:
        return f"Unknown task {name!r}.{nearest(name, namespace.task_names)}"
    return f"{message.rstrip('.')}. `invoke --help TASK` lists its options."


if _started_by_invoke():
    _hand_over()
    _refuse_wrong_usage()

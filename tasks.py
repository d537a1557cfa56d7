"""The menu. Thinking is in compare/; this file imports nothing but invoke."""

import os
import sys
from functools import partial
from pathlib import Path

from invoke import Collection, Config, Context, Program, __version__, task

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))  # so that `compare` is found, whatever folder invoke was started in


def _do(command: str, given: dict[str, object]) -> None:
    """Run a command; a task's arguments are its options, all but invoke's context."""
    from compare.cli import main

    sys.exit(main(command, {name: value for name, value in given.items() if name != "c"}))


task = partial(task, auto_shortflags=False)  # long options only: what they mean can be read

ROOT = {"root": "a folder with pairs of your own, beside ours; may be given several times"}
RECORD = {
    "json": "the record on standard output, everything else on standard error",
    "verbose": "tell everything",
}
PAIR = {"pair": "its name"}
VIEW = (
    ROOT
    | PAIR
    | {
        "variant": "which way to do it (default: the headline)",
        "case": "which case (default: the first)",
    }
)
SAVED = {"record": "record.json, or its folder (default: reports/latest)"}
CHAPTER = {"chapter": "its name", "out": "the file (default: the chapter's name, here)"}
BASELINE = {"baseline": "a file of `invoke baseline`: what has changed since fails"}
PAGE = {"html": "a file: the page as well"}
CLUSTER = {
    "on": "a Dask scheduler: tcp://HOST:8786, or tls://HOST:8786",
    "insecure": "also where others on the network could read and drive it",
}
LANGUAGE = {"language": "of questions, lessons and reasons: en or zh"}
STRICT = {
    "strict": "what cannot be told fails with 7 (the default where CI is set)",
    "no_strict": "what cannot be told passes",
}


@task(
    iterable=["only", "chapter", "case", "set", "root"],
    optional=["changed"],
    help=ROOT | RECORD | STRICT | LANGUAGE | BASELINE | CLUSTER | {
        "on": f"{CLUSTER['on']}; its workers run the pairs. local:N starts N workers here",
        "everywhere": "with --on: every worker runs every pair, and what differs between machines fails",
        "only": "these pairs: NAME,NAME",
        "chapter": "the pairs of these chapters",
        "case": "these cases of the pairs",
        "lanes": "python,dotnet,pythonnet; native, ctypes; lanes of lanes.toml; NAME=/path/to/python or NAME=3.13t",
        "lanes_file": "a file that names lanes, in place of the root's lanes.toml",
        "quick": "fewer and shorter timed runs",
        "rounds": "so many rounds of timed runs in place of five to ten",
        "seed": "the number that the order of the runs is drawn from",
        "set": "PAIR.PARAMETER=VALUE, such as parallel-sum.n=1000",
        "timeout": "seconds that one run may take, in place of what the contract says",
        "max_time": "seconds after which nothing more is begun",
        "only_root": "only the pairs of --root",
        "out": "the folder for record and report (default: reports/ and the time)",
        "fail_on": "what makes it fail: outputs, timings, both or never",
        "allow_missing": "lanes that are not there are no failure",
        "against": "a git revision or a folder: time head beside it in one job, what can differ from it",
        "all": "with --against: also what cannot differ",
        "changed": "only what can differ from a git revision or a folder (default: HEAD)",
        "shard": "I/N: the I-th of N parts of the pairs",
        "keep": "so many runs' reports stay in reports/ (20); --out FOLDER is never cleared",
    },
)  # fmt: skip
def compare(
    c: Context, only=None, chapter=None, case=None, lanes=None, lanes_file=None, quick=False, rounds=None,
    seed=None, set=None,  # noqa: A002
    timeout=None, max_time=None, root=None, only_root=False, out=None, json=False, fail_on="both",
    allow_missing=False, verbose=False, against=None, all=False, changed=None, baseline=None, shard=None,  # noqa: A002
    keep=None, strict=False, no_strict=False, language=None, on=None, insecure=False, everywhere=False,
) -> None:  # fmt: skip
    """Run the pairs in both languages and say where they agree, differ, and what each costs."""
    _do("compare", locals())


@task(help=CLUSTER)
def worker(c: Context, on=None, insecure=False) -> None:
    """Run pairs for those who give `compare --on` with the same scheduler, in this checkout, until Ctrl-C."""
    _do("worker", locals())


@task(
    name="list", iterable=["root"], optional=["words"], help=ROOT | {"words": "only those that speak of it"}
)
def list_(c: Context, words=None, root=None) -> None:
    """List the pairs by chapter with their questions."""
    _do("list", locals())


@task(positional=["words"], iterable=["root"], help=ROOT | {"words": "as people ask: `is x += 1 safe`"})
def find(c: Context, words, root=None) -> None:
    """Find pairs by what people ask: `invoke find is x += 1 safe`, `invoke find CancellationToken`."""
    _do("find", locals())


@task
def coverage(c: Context) -> None:
    """Lay the source material's items beside their pairs."""
    _do("coverage", locals())


@task
def docs(c: Context) -> None:
    """Write the pages in compare/contracts: the pairs, the glossary, what contracts may name."""
    _do("docs", locals())


@task(
    positional=["pair"],
    iterable=["root"],
    help=ROOT | LANGUAGE | {
        "pair": "its name, or words that it speaks of",
        "mistakes": "the mistakes that people make here, as diffs",
        "scene": "what drives and watches the examples",
        "contract": "the whole contract: parameters, cases, outputs, behaviour",
    },
)  # fmt: skip
def show(c: Context, pair, mistakes=False, scene=False, contract=False, language=None, root=None) -> None:
    """Show a pair's two examples and why they differ; or its mistakes, its scenes, its whole contract."""
    _do("show", locals())


@task(
    positional=["pair"],
    iterable=["set", "root"],
    help=VIEW | {
        "lane": "one lane, or several on one axis: python,dotnet",
        "set": "PARAMETER=VALUE",
        "timeout": "seconds that it may take",
        "cold": "the first call of a fresh process, as it is",
    },
)  # fmt: skip
def run(
    c: Context, pair, lane="python", variant=None, case=None, set=None, timeout=None, cold=False, root=None  # noqa: A002
) -> None:  # fmt: skip
    """Run one variant, in one lane or several (python,dotnet), warm unless --cold: its result, and who ran when."""
    _do("run", locals())


@task(
    positional=["pair"],
    iterable=["root"],
    help=VIEW | {
        "lane": "on one axis (default: python,dotnet)",
        "variant": "which way to do it (default: what is to be predicted first, else the headline)",
    },
)  # fmt: skip
def lecture(c: Context, pair, lane=None, variant=None, case=None, root=None) -> None:
    """Tell a pair on a projector: the question, who ran when in both languages, both texts, and why they differ."""
    _do("lecture", locals())


@task(
    positional=["pair"],
    iterable=["root"],
    help=VIEW | {
        "out": "the file",
        "lane": "these lanes (default: python,dotnet)",
    },
)  # fmt: skip
def trace(c: Context, pair, out=None, lane=None, variant=None, case=None, root=None) -> None:
    """Write who ran when as Chrome trace events, which Perfetto opens: a process a lane, a thread a worker."""
    _do("trace", locals())


@task(positional=["folder"], help=SAVED | {"folder": "a folder of its own"})
def site(c: Context, folder, record=None) -> None:
    """Write a saved record as a site of plain pages, an index and one a pair, which need no script."""
    _do("site", locals())


@task(positional=["chapter"], help=SAVED | CHAPTER)
def handout(c: Context, chapter, record=None, out=None) -> None:
    """Write a chapter for paper: question, both texts, room for what is expected, and the answers last."""
    _do("handout", locals())


@task(positional=["chapter"], help=SAVED | CHAPTER)
def notebook(c: Context, chapter, record=None, out=None) -> None:
    """Write a chapter as a Jupyter notebook: the Python side runs in it, the C# side stands beside it."""
    _do("notebook", locals())


@task(
    positional=["record"],
    help=RECORD | LANGUAGE | PAGE | {
        "record": "record.json, its folder, or a CI's artefact as a zip",
        "picture": "a file: the report as an SVG as well",
        "comment": "a file: the report as Markdown, short enough for a pull request's comment",
    },
)  # fmt: skip
def report(
    c: Context, record, verbose=False, json=False, picture=None, html=None, comment=None, language=None
) -> None:
    """Judge and show a saved record again; runs no example."""
    _do("report", locals())


@task(
    positional=["old", "new"],
    help={
        "old": "a record or a baseline",
        "new": "a record",
        "verbose": RECORD["verbose"],
        "html": "a file: the page as well, with what changed first",
    },
)
def diff(c: Context, old, new, verbose=False, html=None) -> None:
    """Hold a record against an older one, or against a baseline; runs no example."""
    _do("diff", locals())


@task(
    name="baseline",
    optional=["update"],
    help={
        "record": "a record, its folder, or a CI's artefact as a zip (default: the latest)",
        "out": "the file (default: baseline.json)",
        "update": "change the one that is there: all that the record covers, or PAIR,PAIR",
        "check": "only show what would change; exit 3 where something would",
    },
)
def baseline_(c: Context, record=None, out=None, update=None, check=False) -> None:
    """Write what of the latest record does not depend on the machine, as a file for git."""
    _do("baseline", locals())


@task(
    positional=["folder"],
    help=RECORD | STRICT | BASELINE | {
        "folder": "where the shards' reports lie",
        "out": "the folder for the one report",
    },
)  # fmt: skip
def merge(
    c: Context, folder, out=None, baseline=None, json=False, verbose=False, strict=False, no_strict=False
) -> None:
    """Make one report of what the shards of a run saw; runs no example."""
    _do("merge", locals())


@task(
    iterable=["record"],
    help=PAGE
    | {
        "record": "a record, its folder, a CI's artefact as a zip, or a folder that holds any of these",
        "verbose": RECORD["verbose"],
    },
)
def history(c: Context, record=None, verbose=False, html=None) -> None:
    """Lay many records side by side: `invoke history FOLDER|FILES`; runs no example."""
    _do("history", locals())


@task(
    positional=["pair"],
    help={
        "pair": "CHAPTER/PAIR, such as tasks/my-pair",
        "root": "the folder it goes to",
        "project": "a folder that becomes a repository of your own, with this pair, CI and a baseline",
    },
)
def new(c: Context, pair, root=None, project=None) -> None:
    """Make a whole new pair: two examples, two scenes, contract, mistakes; it passes as it stands."""
    _do("new", locals())


@task(
    positional=["pair"],
    iterable=["root"],
    help=ROOT | PAIR | {
        "language": "python or csharp",
        "into": "the folder that it goes to",
        "level": "1: mend a mistake; 2: write a function",
    },
)  # fmt: skip
def exercise(c: Context, pair, language=None, into=None, level=None, root=None) -> None:
    """Write an exercise: a pair's example with a mistake in it, or without a function's body."""
    _do("exercise", locals())


@task(
    positional=["folder"],
    iterable=["root"],
    help=ROOT | {
        "folder": "the exercise's",
        "hint": "what the judge saw of each claim that does not hold",
        "junit": "a file: JUnit XML as well",
    },
)  # fmt: skip
def check(c: Context, folder, hint=False, junit=None, root=None) -> None:
    """Check an exercise: which claims hold; 0 all of them, 3 not."""
    _do("check", locals())


@task
def doctor(c: Context) -> None:
    """Say what is found and needed here, and the cure for what is missing."""
    _do("doctor", locals())


@task(help={"force": "also if nothing has changed"})
def build(c: Context, force=False) -> None:
    """Build the .NET side, if its sources changed."""
    _do("build", locals())


@task(
    iterable=["only"],
    help={
        "only": "what concerns these pairs",
        "repeat": "the behaviour checks so many times",
        "load": "with a busy loop on each core",
        "root": "the pairs of this folder of yours",
    },
)
def test(c: Context, only=None, repeat=None, load=False, root=None) -> None:
    """Run pytest and xunit."""
    _do("test", locals())


@task(iterable=["file"], help={"file": "a file that changed"})
def precommit(c: Context, file=None) -> None:
    """Check the pairs of changed files in seconds, without .NET: `invoke precommit FILES`, for a hook of pre-commit."""
    _do("precommit", locals())


@task
def lint(c: Context) -> None:
    """Check style with ruff and dotnet format."""
    _do("lint", locals())


@task(
    help={
        "noise": "measure the rule for timings: how often identical rows are called different",
        "peers": "measure beside BenchmarkDotNet and pyperf",
        "scale": "measure `compare --on`: 1, 2 and 4 workers, and a simulation of 200",
        "passes": "so many passes of the study in all, those in --out included",
        "minutes": "so many minutes of it",
        "trace": "a file: record the pairs of visits for tests",
        "seed": "the number that its order is drawn from",
        "lanes": "only these lanes",
        "out": "a file of the study: it goes on with what is there",
    },
)
def bench(
    c: Context,
    noise=False,
    peers=False,
    scale=False,
    passes=None,
    minutes=None,
    trace=None,
    seed=None,
    lanes=None,
    out=None,
) -> None:
    """Measure what the harness costs."""
    _do("bench", locals())


@task(help={"reports": "the reports as well"})
def clean(c: Context, reports=False) -> None:
    """Remove what was built."""
    _do("clean", locals())


namespace = Collection(
    compare,
    worker,
    list_,
    find,
    coverage,
    docs,
    show,
    run,
    lecture,
    trace,
    site,
    handout,
    notebook,
    report,
    diff,
    baseline_,
    merge,
    history,
    new,
    exercise,
    check,
    doctor,
    build,
    precommit,
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


def _meant(words: list[str]) -> list[str]:
    """The command line as invoke wants it.

    `TASK --help` becomes `--help TASK`. invoke takes a second word for a task: those after `find` become one, and
    each after `history` and `precommit` gets its option. The pair of a new project need not be named.
    """
    if len(words) > 1 and words[1] in ("--help", "-h") and not words[0].startswith("-"):
        return ["--help", words[0]]
    if "new" in words:
        after = words[(at := words.index("new") + 1) :]
        if after and after[0].partition("=")[0] == "--project" and len(after) == 2 - ("=" in after[0]):
            return [*words[:at], "tasks/first-pair", *after]
    gathered = {"history": "--record", "precommit": "--file"}
    asked = next((word for word in words if word == "find" or word in gathered), None)
    if asked is None:
        return words
    start = end = words.index(asked) + 1
    while end < len(words) and not words[end].startswith("--"):
        end += 1
    given = words[start:end]
    if asked == "find":
        meant = [" ".join(given)] if given else []
    else:
        meant = [part for word in given for part in (gathered[asked], word)]
    return [*words[:start], *meant, *words[end:]]


def _hand_over() -> None:
    """Go on in .venv's python; say the one line to give where there is none."""
    python = _venv_python()
    words = _meant(sys.argv[1:])
    if Path(sys.prefix).resolve() == (HERE / ".venv").resolve() and words == sys.argv[1:]:
        return
    if not python.exists():
        print("Parallax is not set up here yet. Give: python3 bootstrap.py compare", file=sys.stderr)
        sys.exit(4)
    command = [str(python), str(HERE / "tasks.py"), *words]
    if os.name == "posix":
        os.execv(python, command)
    import subprocess

    sys.exit(subprocess.run(command, check=False).returncode)


def _refuse_wrong_usage() -> None:
    """Answer a wrong task or flag with 2; invoke itself would give 1."""
    from copy import deepcopy

    from invoke.exceptions import ParseError
    from invoke.parser import Parser

    menu = deepcopy(namespace)  # a task's help is gone once it has been asked for its arguments
    try:
        # A program without a menu of its own has the options that find one, too: --search-root, --collection.
        core = Parser(initial=Program().initial_context, ignore_unknown=True).parse_argv(sys.argv[1:])
        asked = core[0].args.help.value
        if isinstance(asked, str) and asked not in menu.task_names:
            raise ParseError(f"No idea what {asked!r} is!")
        wrong = Parser(contexts=menu.to_contexts()).parse_argv(core.unparsed)
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


class _Ours(Config):
    """invoke's settings as they come with it: a user's own ones, broken ones too, change nothing here."""

    def load_system(self, merge: bool = True) -> None:
        """Not /etc/invoke.yaml."""

    def load_user(self, merge: bool = True) -> None:
        """Not ~/.invoke.yaml."""

    def load_shell_env(self) -> None:
        """Not INVOKE_*."""


if __name__ == "__main__":  # as bootstrap.py starts it; invoke then loads this file once more, as its menu
    sys.argv[0] = "invoke"
    Program(__version__, name="Invoke", binary="invoke", config_class=_Ours).run()
elif _started_by_invoke():
    _hand_over()
    _refuse_wrong_usage()

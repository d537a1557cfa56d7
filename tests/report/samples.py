"""Sample reports: one as a real run gives it, one of hostile strings, one of many pairs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from compare.judge.verdict import Divergence, Figures, Finding, Interval, PairVerdict, Report, Shown
from compare.record.nouns import LaneFacts, PairRecord, Record, Skip, Trial

NO_PYTHONNET = "pythonnet is not installed; install it with: pip install pythonnet"
EVIL = (
    "\x1b[2J\x1b]0;owned\x07\x1b]8;;http://evil.example\x07click\x1b]52;c;ZXZpbA==\x07 "
    "\u202egnp.exe\u2066 ]]> <script>alert(1)</script> ```rm``` | @org/team ::add-path::/tmp/x ##[error]no "
    "\r\n::set-output name=a::b\r\n[link](http://evil.example) <!-- www.evil.example \ud800\udcff\x00\x9b31m"
)

PYTHON = LaneFacts("python", "python", "python", "ready", facts={"version": "3.11.7", "gil": True})
DOTNET = LaneFacts("dotnet", "dotnet", "dotnet", "ready", facts={"version": ".NET 10.0.12"})
PYTHONNET = LaneFacts("pythonnet", "dotnet", "pythonnet", "ready", facts={"version": "3.11.7"})
ABSENT = replace(PYTHONNET, state="skipped", reason=NO_PYTHONNET, facts={})
FREE = LaneFacts("py313t", "python", "python", "ready", facts={"version": "3.13.0", "gil": False})


def figures(
    lane: str,
    variant: str,
    ms: float,
    ratio: float | None = None,
    speedup: float | None = None,
    spread: float = 0.031,
) -> Figures:
    """A row's figures; intervals lie a few percent around."""
    return Figures(
        lane=lane,
        variant=variant,
        samples=10,
        launches=1,
        median_ns=ms * 1e6,
        spread=spread,
        first_ns=int(ms * 3e6),
        warm_calls=50,
        cpu_ratio=1.87,
        peak_bytes=12_300_000,
        ratio=ratio,
        ratio_interval=None if ratio is None else Interval(ratio * 0.96, ratio * 1.05, 0.95),
        speedup=speedup,
        speedup_interval=None if speedup is None else Interval(speedup * 0.9, speedup * 1.1, 0.95),
    )


def verdict(name: str, chapter: str, title: str, rows: tuple[Figures, ...], **more: Any) -> PairVerdict:
    """A pair that agrees, unless `more` says otherwise."""
    common: dict[str, Any] = {
        "headline": "idiomatic",
        "reference": "serial",
        "outputs": "agrees",
        "behaviour": "agrees",
        "findings": (),
        "divergences": (),
        "shown": (),
        "skips": (Skip("pythonnet", "", "", NO_PYTHONNET),),
    }
    return PairVerdict(id=name, chapter=chapter, title=title, figures=rows, **(common | more))


def parallel_sum() -> PairVerdict:
    """A pair with variants, a skipped one and a shown value."""
    return verdict(
        "parallel-sum",
        "parallel",
        "Add a million numbers",
        (
            figures("python", "serial", 5.83),
            figures("python", "idiomatic", 14.3, None, 0.41, 0.062),
            figures("dotnet", "serial", 0.0917),
            figures("dotnet", "idiomatic", 0.213, 0.0149, 0.43, 0.118),
        ),
        skips=(
            Skip("pythonnet", "", "", NO_PYTHONNET),
            Skip("python", "tuned", "", "needs the Python package numpy"),
            Skip("python", "tuned-shared", "", "needs the Python package numpy"),
        ),
        shown=(Shown("chunks", "default", "idiomatic", {"python": 4, "dotnet": 2}),),
    )


def when_all() -> PairVerdict:
    """A pair with declared divergences."""
    because = "WhenAll waits for every task and then throws the first error, while gather throws at once"
    return verdict(
        "when-all",
        "tasks",
        "Wait for a group of tasks",
        (figures("python", "idiomatic", 52.1), figures("dotnet", "idiomatic", 50.6, 0.971, None, 0.004)),
        outputs="declared divergence",
        reference="idiomatic",
        divergences=(
            Divergence("finished", "idiomatic", {"python": 1, "dotnet": 3}, because),
            Divergence("finished", "gather", {"python": 1, "dotnet": 3}, because),
            Divergence(
                "thrown",
                "group",
                {"python": "aggregate", "dotnet": "user"},
                "TaskGroup always wraps in a group",
            ),
        ),
    )


def when_any() -> PairVerdict:
    """A pair that differs in an output and in its behaviour."""
    said = "winner: dotnet ({}) said 2, expected 1."
    broke = (
        "dotnet (idiomatic) broke “the losers were cancelled”: the event cancelled came 1 time, not 2 times."
    )
    return verdict(
        "when-any",
        "tasks",
        "Take the first of several results",
        (figures("python", "idiomatic", 11.2),),
        outputs="differs",
        behaviour="differs",
        findings=(
            Finding("output.winner", "default", "idiomatic", "dotnet", said.format("idiomatic"), 1, 2),
            Finding("output.winner", "default", "threads", "dotnet", said.format("threads"), 1, 2),
            Finding("behaviour.losers-cancelled", "default", "idiomatic", "dotnet", broke),
        ),
        skips=(
            Skip("pythonnet", "", "", NO_PYTHONNET),
            Skip("python", "tuned", "", "needs the Python package numpy"),
        ),
    )


def process_spawn_join() -> PairVerdict:
    """A pair whose trial hung in one lane."""
    output = "\n".join(
        [*(f"worker {number} up" for number in range(9)), "waiting for worker 3", "still waiting"]
    )
    message = (
        "dotnet (idiomatic): the observed trial ended as timeout (no answer in 20 s), "
        "after the gate “both inside” was not met; "
        "its last output: worker 8 up | waiting for worker 3 | still waiting."
    )
    return verdict(
        "process-spawn-join",
        "processes",
        "Start processes and wait for them",
        (figures("python", "idiomatic", 1234.5, None, 1.87),),
        outputs="differs",
        findings=(Finding("trial.timeout", "default", "idiomatic", "dotnet", message, "ok", output),),
    )


def broken() -> PairVerdict:
    """A pair that could not be run."""
    reason = "compare/contracts/flow/rate-limit.toml:14: the key mode is missing"
    return verdict(
        "rate-limit",
        "",
        "rate-limit",
        (),
        outputs="skipped",
        behaviour="skipped",
        not_run=reason,
        skips=(),
        headline="",
    )


def report(
    pairs: tuple[PairVerdict, ...] | None = None,
    lanes: tuple[LaneFacts, ...] = (PYTHON, DOTNET, ABSENT),
    **more: Any,
) -> Report:
    """A report of five pairs in two lanes, the third lane skipped, unless told otherwise."""
    pairs = pairs or (parallel_sum(), when_all(), when_any(), process_spawn_join(), broken())
    trial = Trial("default", "idiomatic", "python", "timed", 1, 1, 1, "ok", elapsed_ns=14_300_000)
    records = tuple(
        PairRecord(
            pair.id,
            pair.chapter,
            {},
            ({"id": "default", "parameters": {}, "altered": False},),
            trials=(trial,),
        )
        for pair in pairs
    )
    record = Record(
        started="2026-11-24T05:02:11+00:00",
        seed=2866150193,
        options={"only": [], "lanes": "", "quick": False, "rounds": None},
        machine={
            "system": "Linux",
            "architecture": "x86_64",
            "processor": "Sample CPU",
            "cores": 2,
            "load": 0.4,
        },
        lanes=lanes,
        pairs=records,
        wall_ns=48_300_000_000,
        trials_ns=44_100_000_000,
        tool="0.1.0",
    )
    return Report(replace(record, **more), pairs)


def when_any_alone() -> Report:
    """A report that fits into a pseudo-terminal's buffer."""
    return report((when_any(),))


def good(lanes: int = 3) -> Report:
    """Thirteen pairs that agree, in as many lanes as asked for, with the figures' widest forms."""
    names = ["process-spawn-join", "pool-map", "pipe-duplex", "queue-bounded", "counter-race", "when-all"]
    names += ["when-any", "retry-backoff", "timeout-cancel", "parallel-cancel", "parallel-sum"]
    names += ["parallel-squares", "await-dotnet-task"]
    facts = [
        PYTHON,
        DOTNET,
        PYTHONNET,
        FREE,
        *(replace(FREE, name=f"py31{number}") for number in range(4, 9)),
    ][:lanes]
    pairs = []
    for place, name in enumerate(names):
        rows = [
            figures(
                lane.name,
                "idiomatic",
                (0.0123, 14.3, 1234.0, 0.00083)[place % 4] * (1 + number),
                None if lane.name == "python" else (0.31, 0.0421, 12.3, 1.07)[(place + number) % 4],
                (0.41, 1.94, 12.1, 7.7)[(place + number) % 4],
                (0.031, 0.12, 0.004, 0.38)[place % 4],
            )
            for number, lane in enumerate(facts)
        ]
        pairs.append(verdict(name, "tasks", name.replace("-", " "), tuple(rows), skips=()))
    return report(tuple(pairs), tuple(facts))


def hostile(evil: str = EVIL) -> Report:
    """Every string that an example controls, at its worst."""
    pair = verdict(
        "evil-pair",
        "tasks",
        f"Title {evil}",
        (figures("python", "idiomatic", 1.0),),
        outputs="differs",
        findings=(
            Finding(
                "output.x",
                "default",
                "idiomatic",
                "dotnet",
                f"x: dotnet (idiomatic) said {evil}",
                evil,
                [evil],
            ),
            Finding(
                "trial.exited",
                "default",
                "idiomatic",
                "python",
                f"python: exited; its last output: {evil}",
                "ok",
                evil,
            ),
            Finding(f"gate.{evil}", "default", "idiomatic", "dotnet", f"{evil}"),
        ),
        divergences=(Divergence("field", "idiomatic", {"python": evil, "dotnet": 1}, evil),),
        shown=(Shown("note", "default", "idiomatic", {"python": evil, "dotnet": evil}),),
        skips=(Skip("dotnet", "tuned", "", evil),),
    )
    unrun = verdict(f"name-{evil}", "tasks", evil, (), outputs="skipped", behaviour="skipped", not_run=evil)
    lanes = (PYTHON, replace(DOTNET, facts={"version": evil}), replace(ABSENT, reason=evil))
    return report((pair, unrun), lanes, machine={"processor": evil, "cores": 2}, options={"only": [evil]})

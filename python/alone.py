"""Runs one example alone, and prints its result as a person would want it.

Standard library only; each example's `__main__` block calls `main`.
"""

import argparse
import difflib
import inspect
import json
import os
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

MOST_LINES = 40
KINDS = {"integer": int, "float": (int, float), "boolean": bool, "string": str, "list": list, "record": dict}


def main(file: str) -> None:
    """Run the example in this file with its contract's values and the command line's."""
    contract = _contract(Path(file).resolve())
    asked = _arguments(contract)
    values = _values(contract, asked)
    trace, here = _trace()
    example = sys.modules["__main__"]  # so that functions sent to other processes are found there
    other = _counterpart(contract, asked.variant, Path(file).resolve())
    _heading(contract, asked.variant, values)
    state = _result(example.prepare(_namespace(values | {"variant": asked.variant} | other)))
    try:
        output = _result(example.run(state, trace))
    finally:
        if hasattr(example, "cleanup"):
            _result(example.cleanup(state))
    try:
        _fields(output)
        _who_ran_when(here.events())
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has gone, as with `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence."""

    def error(self, message: str) -> None:
        _refuse(f"{message[:1].upper()}{message[1:]}; --help lists the options.")


def _contract(example: Path) -> dict:
    name = f"{example.stem.replace('_', '-')}.toml"
    path = example.parents[2] / "compare" / "contracts" / example.parent.name / name
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        _refuse(f"The example's contract {path} cannot be read: {error}.")


def _arguments(contract: dict) -> argparse.Namespace:
    variants = {one["name"]: one for one in contract["variants"]}
    cases = [one["id"] for one in contract["cases"]]
    headline = next((name for name, one in variants.items() if one.get("headline")), next(iter(variants)))
    parser = _Parser(description=contract["title"], allow_abbrev=False)
    parser.add_argument("--variant", default=headline, help=f"{', '.join(variants)} (default: {headline})")
    parser.add_argument("--case", default=cases[0], help=f"{', '.join(cases)} (default: {cases[0]})")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a TOML value: n=5")
    asked = parser.parse_args()
    _known("variant", asked.variant, variants)
    _known("case", asked.case, cases)
    lacking = [name for name in variants[asked.variant].get("needs", []) if find_spec(name) is None]
    if lacking:
        _refuse(f"Variant {asked.variant} needs the package {lacking[0]}, which this Python lacks.", 4)
    return asked


def _counterpart(contract: dict, variant: str, example: Path) -> dict:
    """The command that starts the C# text, for a variant that does."""
    if not next(one for one in contract["variants"] if one["name"] == variant).get("counterpart"):
        return {}
    _find_parallax()
    from compare.contract import contract_of
    from compare.errors import ParallaxError
    from compare.lanes.counterpart import KEY, counterpart_alone

    root = example.parents[2]
    path = root / "compare" / "contracts" / example.parent.name / f"{contract['id']}.toml"
    try:
        return {KEY: counterpart_alone(contract_of(contract, path, root))}
    except ParallaxError as error:
        _refuse(f"Variant {variant} starts the C# text as well: {error}", 4)


def _values(contract: dict, asked: argparse.Namespace) -> dict:
    parameters = contract.get("parameters", {})
    case = next(one for one in contract["cases"] if one["id"] == asked.case)
    values = {name: one["default"] for name, one in parameters.items()} | case.get("set", {})
    for setting in asked.set:
        try:
            given = tomllib.loads(setting)
        except tomllib.TOMLDecodeError:
            _refuse(f"--set {setting} is not NAME=VALUE with a TOML value, such as n=5 or name='text'.")
        for name, value in given.items():
            _known("parameter", name, parameters)
            _within(name, value, parameters[name])
        values |= given
    return values


def _known(what: str, name: str, there: object) -> None:
    if name not in there:
        close = difflib.get_close_matches(name, there, n=1)
        hint = f"did you mean {close[0]}?" if close else f"there is: {', '.join(there)}."
        _refuse(f"There is no {what} {name}: {hint}")


def _within(name: str, value: object, parameter: dict) -> None:
    """Refuse a value that the contract does not allow; `compare` looks more closely."""
    kind = parameter["type"]
    if not isinstance(value, KINDS[kind]) or (isinstance(value, bool) and kind != "boolean"):
        _refuse(f"--set {name}: {value!r} is not of type {kind}.")
    counted = kind in ("string", "list")
    size = len(value) if counted else value
    low, high = (parameter.get(f"{limit}_length" if counted else limit) for limit in ("min", "max"))
    if (low is not None and size < low) or (high is not None and size > high):
        _refuse(f"--set {name}: {value!r} is outside its limits, {low} to {high}.")
    if value not in parameter.get("choices", [value]):
        _refuse(f"--set {name}: {value!r} is none of {', '.join(parameter['choices'])}.")


def _refuse(sentence: str, code: int = 2) -> None:
    print(sentence, file=sys.stderr)
    sys.exit(code)


def _namespace(value: object) -> object:
    if isinstance(value, dict):
        return SimpleNamespace(**{key: _namespace(item) for key, item in value.items()})
    return [_namespace(item) for item in value] if isinstance(value, list) else value


def _find_parallax() -> None:
    root = str(Path(__file__).resolve().parents[1])
    if root not in sys.path:
        sys.path.append(root)  # children that are spawned find the trace by it as well


def _trace() -> tuple:
    _find_parallax()
    from compare.worker.sink import Sink
    from compare.worker.trace import Here, Trace

    sink, here = Sink(), Here()
    sink.begin("alone", here)
    return Trace("alone", sink.address, 10, here), here


def _result(value: object) -> object:
    if not inspect.iscoroutine(value):
        return value
    global _runner
    import asyncio

    if _runner is None:
        _runner = asyncio.Runner()
    return _runner.run(value)


_runner = None  # one event loop, as in the worker: what `prepare` started lives on in `run`


def _heading(contract: dict, variant: str, values: dict) -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal without our characters
    print(f"{contract['title']}: {variant}")
    if values:
        print("  " + ", ".join(f"{name} = {_text(value)}" for name, value in values.items()))
    sys.stdout.flush()  # a forked child would print it again


def _fields(output: dict) -> None:
    width = max((len(name) for name in output), default=0)
    for name, value in output.items():
        print(f"{name:<{width}}  {_text(value)}")


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _who_ran_when(events: list) -> None:
    if not events:
        return
    print("\nWho ran when:")
    names = _workers(events)
    width = max(len(name) for name in names.values())
    depth: dict = {}
    for event in events[:MOST_LINES]:
        who = (event["pid"], event["thread"])
        depth[who] = depth.get(who, 0) - (event["kind"] == "end")
        after = (event["t"] - events[0]["t"]) / 1e6
        print(f"{after:10.2f} ms  {names[who]:<{width}}  {'| ' * max(depth[who], 0)}{_said(event)}")
        depth[who] += event["kind"] == "begin"
    if len(events) > MOST_LINES:
        print(f"{'':13}  … and {len(events) - MOST_LINES} more")


def _workers(events: list) -> dict:
    """A short name for each thread of each process, in the order of appearance."""
    threads: dict = {}
    for event in events:
        mine = threads.setdefault(event["pid"], [])
        if event["thread"] not in mine:
            mine.append(event["thread"])
    names = {}
    for number, (pid, mine) in enumerate(threads.items(), start=1):
        process = f"process {number}" if len(threads) > 1 else ""
        for index, thread in enumerate(mine, start=1):
            part = f"thread {index}" if len(mine) > 1 or not process else ""
            names[pid, thread] = " ".join(filter(None, (process, part)))
    return names


def _said(event: dict) -> str:
    item = f" {event['item']}" if "item" in event else ""
    value = f" = {_text(event['value'])}" if "value" in event else ""
    what = {"begin": " begins", "end": " ends"}.get(event["kind"], "")
    return f"{event['name']}{item}{what}{value}"

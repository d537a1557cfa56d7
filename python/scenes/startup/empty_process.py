"""A program that says who it is and ends; from outside one sees which process it was, and its end a moment later."""

import os
import sys

import empty_process as example

from compare.props.pools import outcome_of
from compare.props.wrapped import Wrapped

PROGRAM = "import os, sys; print('ready', os.getpid(), 'site' in sys.modules); sys.exit(int(sys.argv[1]))"


def prepare(parameters):
    return parameters


def run(state, watch):
    program = state.counterpart if state.variant == "other-language" else [sys.executable, "-c", PROGRAM]
    way = example.isolated if state.variant == "isolated" else example.started
    with Wrapped([*program, str(state.exit_code)], watch) as seen:
        told = outcome_of(lambda: way(seen.command))
    match told.value:
        case (str(line), exit_code):
            words = line.split()
        case _:
            words, exit_code = [], None
    pid = int(words[1]) if len(words) > 1 else os.getpid()
    return {
        "word": words[0] if words else None,
        "another_process": pid != os.getpid(),
        "exit_code": exit_code,
        "ran": seen.pids == [pid] if watch.observed else None,
        "over": seen.ended == 1 if watch.observed else None,
        "site": words[2:] == ["True"] if state.variant == "isolated" else None,
        "error": told.error,
    }

"""Lets the example misbehave in the way that the variant names."""

import misbehaviour as example


def prepare(parameters):
    return parameters


def run(state, watch):
    watch.event("begun", item=state.variant)
    answer = getattr(example, state.variant.replace("-", "_"))()
    return {"answer": "well" if answer is None else answer}


def cleanup(state):
    getattr(example, f"{state.variant.replace('-', '_')}_cleanup", lambda: None)()

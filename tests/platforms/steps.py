"""A workflow's steps, run as GitHub's runner runs them: each in the job's folder, with its own environment."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from invoke.util import yaml

from compare.setup.home import ROOT

WORKFLOWS = ROOT / ".github" / "workflows"
TOKEN = "the-token"
KNOWN = {"github.token": TOKEN, "inputs.tags || 'v*'": "v*"}


@dataclass(frozen=True)
class Step:
    """What a step that runs a command came to."""

    name: str
    exit_code: int
    printed: str


def read(file: Path) -> dict[str, Any]:
    """An action, a workflow or a template as data."""
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def workflow(name: str) -> dict[str, Any]:
    """One of our workflows."""
    return read(WORKFLOWS / f"{name}.yml")


def uses(name: str) -> Iterator[str]:
    """The actions that a workflow uses."""
    for job in workflow(name)["jobs"].values():
        yield from (step["uses"] for step in job.get("steps", ()) if "uses" in step)


def run_job(name: str, job: str, folder: Path, given: Mapping[str, str]) -> list[Step]:
    """Run the steps of a job that have a command; the first that fails ends it, unless it may go on.

    Args:
        name: the workflow's.
        job: the job's.
        folder: the checkout.
        given: what the runner sets besides.
    """
    done = []
    for step in workflow(name)["jobs"][job]["steps"]:
        if "run" not in step:
            continue
        assert "${{" not in step["run"], "an expression in a command is an injection: it goes through env"
        own = {key: _filled(value) for key, value in step.get("env", {}).items()}
        script = folder.parent / "step.sh"
        script.write_text(step["run"], encoding="utf-8")
        runner = {"GITHUB_ACTIONS": "true", "CI": "true"} | given | own
        ran = subprocess.run(
            ["bash", "-e", str(script)],
            cwd=folder,
            env={key: value for key, value in os.environ.items() if not key.startswith("GITHUB_")} | runner,
            capture_output=True,
            text=True,
            check=False,
        )
        done.append(Step(step.get("name", ""), ran.returncode, ran.stdout + ran.stderr))
        if ran.returncode and not step.get("continue-on-error"):
            break
    return done


def _filled(value: Any) -> str:
    text = str(value)
    for name, meaning in KNOWN.items():
        text = text.replace(f"${{{{ {name} }}}}", meaning)
    assert "${{" not in text, text
    return text

"""A harness in small: starts a Python worker and speaks its protocol."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
LIMIT_S = 30
BOOT = f"import sys; sys.path.append({str(ROOT)!r}); from compare.worker.serve import main; main()"


def command(interpreter: str) -> list[str]:
    """How the harness starts a Python worker."""
    return [interpreter, "-P", "-X", "utf8", "-c", BOOT]


class Client:
    """One worker process, with its private channel."""

    def __init__(self, folder: Path, interpreter: str = sys.executable) -> None:
        self.folder = folder
        self.token = secrets.token_hex(8)
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.settimeout(LIMIT_S)
        self.process = subprocess.Popen(
            command(interpreter), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}, start_new_session=True,
        )  # fmt: skip
        self.process.stdin.write(self.config() + b"\n")
        self.process.stdin.close()
        self.process.stdin = None  # communicate() would flush it
        self.channel, _ = self._server.accept()
        self.channel.settimeout(LIMIT_S)
        self._lines = self.channel.makefile("rb")
        self.hello = self._reply()["hello"]
        self._states = 0

    def config(self) -> bytes:
        """The first line on the worker's standard input."""
        address = f"tcp:127.0.0.1:{self._server.getsockname()[1]}"
        return json.dumps({"connect": address, "token": self.token, "temp": str(self.folder)}).encode()

    def send(self, op: str, **fields: Any) -> None:
        """Send a request and do not wait."""
        self.channel.sendall(json.dumps({"op": op} | fields).encode() + b"\n")

    def ask(self, op: str, **fields: Any) -> dict[str, Any]:
        """Send a request and give its answer."""
        self.send(op, **fields)
        return self._reply()

    def write(self, text: str, name: str = "some_text", home: str = "") -> Path:
        """Write a scene, beside an empty example; without a `prepare` it gets the simplest one."""
        return write_scene(self.folder / home, text, name)

    def request(self, scene: Path, **parameters: Any) -> dict[str, Any]:
        """Ask for a state of a scene; gives the answer."""
        self._states += 1
        example = str(example_of(scene))
        return self.ask(
            "prepare", state=self._states, program=str(scene), example=example, parameters=parameters
        )

    def prepare(self, scene: Path, **parameters: Any) -> int:
        """Prepare a scene; gives its state's number."""
        reply = self.request(scene, **parameters)
        assert reply["ok"], reply
        return self._states

    def observe(self, scene: Path, **parameters: Any) -> dict[str, Any]:
        """Prepare a scene and run one observed trial."""
        state = self.prepare(scene, **parameters)
        return self.trial(state)

    def trial(self, state: int, mode: str = "observed", **fields: Any) -> dict[str, Any]:
        """One trial of a state."""
        return self.ask("trial", state=state, trial=f"t{secrets.token_hex(3)}", mode=mode, **fields)

    def printed(self) -> str:
        """The next line on the worker's standard output: where a scene says how far it is."""
        return self.process.stdout.readline().decode().strip()

    def ends(self) -> int:
        """Wait until the worker has ended; gives its exit code."""
        return self.process.wait(LIMIT_S)

    def close(self) -> None:
        """Hang up, and see the worker end by itself; closing twice is harmless."""
        for closed in (self._lines, self.channel, self._server):
            closed.close()
        if not self.process.stdout.closed:
            self.process.communicate(timeout=LIMIT_S)

    def _reply(self) -> dict[str, Any]:
        line = self._lines.readline()
        assert line, f"the worker closed its channel: {self.process.stderr.read().decode()}"
        return json.loads(line)


def write_scene(home: Path, text: str, name: str = "some_text") -> Path:
    """A scene of a folder of ours, beside an empty example; without a `prepare` it gets the simplest one."""
    scene = home / "scenes" / "texts" / f"{name}.py"
    prepare = "" if "def prepare" in text else "def prepare(parameters):\n    return parameters\n\n\n"
    for path, content in ((scene, prepare + text), (example_of(scene), "")):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return scene


def example_of(scene: Path) -> Path:
    """The example that a scene drives."""
    return scene.parents[2] / scene.parent.name / scene.name


def value(reply: dict[str, Any]) -> dict[str, Any]:
    """The one output of a trial that went well."""
    assert reply["ok"], reply
    (only,) = reply["outputs"]
    return only["value"]


def names(reply: dict[str, Any], kind: str = "event") -> list[str]:
    """The names of a trial's events, in the order of time."""
    return [event["name"] for event in reply["trace"] if event["kind"] == kind]

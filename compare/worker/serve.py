"""The Python worker's main loop: JSON lines over its own private socket.

It starts lightly: nothing that an example may never need is imported before the hello.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import time

from compare.worker import lifeline

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from compare.worker.bridge import Bridge

PROTOCOL = 1
_encode = json.JSONEncoder(ensure_ascii=False).encode


def main(language: str = "python", runtime: str = "", children: str = "") -> None:
    """Serve until the channel closes.

    Args:
        language: `python`; `pythonnet` for a worker that loads CoreCLR, `ctypes` for one that loads a native library.
        runtime: what these load.
        children: what runs children of their C# examples.
    """
    started = time.monotonic_ns()
    sys.dont_write_bytecode = True
    os.environ.setdefault("PYTHONDONTWRITEBYTECODE", "1")  # for the examples' children
    config = json.loads(sys.stdin.readline())
    connection = _connect(config["connect"])
    lifeline.follow(connection)
    bridge, loaded = _loaded(language, runtime, children)
    connection.sendall(_line({"hello": _hello(language, started, config) | loaded}))
    try:
        _serve(connection, _session(bridge, config.get("own_ipc") is True))
    except OSError:  # the harness has gone
        lifeline.leave()
    except BaseException:  # a fault of ours, not of an example: say it, since nobody will ask
        sys.excepthook(*sys.exc_info())
        lifeline.leave(1)
    lifeline.leave()


def _serve(connection: socket.socket, session: Any) -> None:
    owner = os.getpid()
    for line in connection.makefile("rb"):
        request = _request(line)
        if request.get("op") == "exit":
            return
        answer = _numbered(session.handle(request), request.get("number"))
        if os.getpid() != owner:  # a forked child of an example came back here
            session.came_back()
            return
        connection.sendall(answer)


def _request(line: bytes) -> dict[str, Any]:
    try:
        request = json.loads(line)
    except ValueError:
        request = None
    return request if isinstance(request, dict) else {"op": "nonsense"}


def _numbered(value: dict[str, Any] | str, number: Any) -> bytes:
    """An answer with its request's number, so that nobody takes it for another one's."""
    if number is None:
        return _line(value)
    if isinstance(value, dict):
        return _line(value | {"number": number})
    return _line(f'{{"number":{number},{value[1:]}')


def _line(value: dict[str, Any] | str) -> bytes:
    text = value if isinstance(value, str) else _encode(value)  # .NET's answers are JSON already
    # A lone surrogate becomes `\udc80`, which is JSON's own way to write it.
    return text.encode("utf-8", "backslashreplace") + b"\n"


def _loaded(language: str, runtime: str, children: str) -> tuple[Bridge | None, dict[str, Any]]:
    if language == "python":
        return None, {}
    from compare.worker.hosted import start

    return start(language, runtime, children)


def _session(bridge: Bridge | None, own_ipc: bool) -> Any:
    if bridge:
        from compare.worker.hosted import HostedSession

        return HostedSession(bridge, own_ipc)
    from compare.worker.trials import Session

    return Session(own_ipc=own_ipc)


def _hello(language: str, started: int, config: dict[str, Any]) -> dict[str, Any]:
    from compare.worker.facts import facts

    ours = {"token": config["token"], "protocol": PROTOCOL, "language": language, "start_ns": started}
    return ours | facts()


def _connect(address: str) -> socket.socket:
    kind, _, where = address.partition(":")
    if kind == "unix":
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.connect(where)
        return connection
    host, _, port = where.rpartition(":")
    connection = socket.create_connection((host, int(port)))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection

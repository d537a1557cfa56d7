"""A program that ticks, and after each line waits until somebody has heard it: nobody can read it late.

It is joined to the scene by a connection: there it gets a nod for each line that was heard, there it says when it ends
by itself, and when it is gone the connection is. It gives up after two seconds without a nod.
"""

import socket
import sys
from contextlib import suppress

import subprocess_live_output as example

CHILD = """
import socket, sys
port, ticks, nods = map(int, sys.argv[1:])
scene = socket.create_connection(("127.0.0.1", port))
scene.settimeout(2)
waits = nods
for tick in range(1, ticks + 1):
    print("tick", tick, flush=True)
    try:
        waits and scene.recv(1)
    except OSError:  # nobody has heard it
        waits = 0
        scene.sendall(b"bye")
        scene.close()
try:
    nods == 2 and waits and scene.recv(1)  # it has no end of its own, and falls silent
except OSError:
    pass
if waits == nods:
    scene.sendall(b"bye")
"""


def prepare(parameters):
    return parameters


class Hearer:
    """What hears the lines, nods, and looks whether the program is still there."""

    def __init__(self, watch, nods):
        self.lines, self.alive, self.ended, self.bye = [], 0, False, False
        self._watch, self._nods, self._child = watch, nods, None
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.setblocking(False)
        self.port = self._server.getsockname()[1]

    def hear(self, line):
        self.look()
        self._watch.event("heard", item=line)
        self.lines.append(line)
        self.alive += not self.ended
        if self._nods and not self.ended and self._child is not None:
            with suppress(OSError):
                self._child.send(b"+")

    def look(self):
        """Has it said that it ends, and is it gone?"""
        try:
            if self._child is None:
                self._child = self._server.accept()[0]
                self._child.setblocking(False)
            while not self.ended:
                heard = self._child.recv(64)
                self.bye |= heard.startswith(b"b")
                self._end() if not heard else None
        except BlockingIOError:
            return
        except ConnectionError:
            self._end()

    def _end(self):
        self.ended = True
        self._watch.event("ended")

    def close(self):
        for one in (self._child, self._server):
            if one is not None:
                one.close()


def run(state, watch):
    nods = {"live": 1, "endless": 2}.get(state.variant, 0)
    hearer, error, code = Hearer(watch, nods), None, None
    command = [sys.executable, "-c", CHILD, str(hearer.port), str(state.ticks), str(nods)]
    arguments = {"endless": [hearer.hear, state.ticks], "inherited": []}.get(state.variant, [hearer.hear])
    try:
        with watch.span("call"):
            code = getattr(example, state.variant.replace("-", "_"))(command, *arguments)
    except Exception as raised:
        error = type(raised).__name__
    hearer.look()
    hearer.close()
    return {
        "lines": None if state.variant == "inherited" else hearer.lines,
        "heard_alive": hearer.alive,
        "ended_by_itself": hearer.bye,
        "over": hearer.ended,
        "exit_code": None if state.variant == "endless" else code,
        "error": error,
    }

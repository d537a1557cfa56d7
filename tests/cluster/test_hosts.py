"""`compare --on` over hosts of their own, which are network namespaces: one is cut off in the middle of a pair."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

from compare.setup.home import ROOT
from tests.cluster.lab import Root, ended, gone, scheduler, started, worker, worker_of

TOOLS = ("unshare", "nsenter", "ip")
# About the least that Dask takes. A peer that is cut off says nothing: only time tells that it has gone.
PATIENCE = ("DASK_DISTRIBUTED__COMM__TIMEOUTS__TCP", "12s")


def _lacking() -> str:
    if not sys.platform.startswith("linux") or not all(map(shutil.which, TOOLS)):
        return f"network namespaces take Linux and {', '.join(TOOLS)}"
    made = subprocess.run(["unshare", "--net", "true"], capture_output=True, text=True, check=False)
    return f"no network namespace can be made here: {made.stderr.strip()}" if made.returncode else ""


LACKING = _lacking()
pytestmark = [
    pytest.mark.skipif(bool(LACKING), reason=LACKING),
    pytest.mark.skipif(not find_spec("distributed"), reason="Dask is not installed: pip install distributed"),
]


@dataclass(frozen=True)
class Host:
    """A network namespace, by the id of the process that holds it."""

    pid: int

    @property
    def inside(self) -> list[str]:
        """What starts a command in it."""
        return ["nsenter", "--net", f"--target={self.pid}"]

    def ip(self, words: str) -> None:
        """Let `ip` do something in it."""
        subprocess.run([*self.inside, "ip", *words.split()], check=True)

    def holds(self, pid: int) -> bool:
        """Whether a process runs in it."""
        return os.readlink(f"/proc/{pid}/ns/net") == os.readlink(f"/proc/{self.pid}/ns/net")


@contextmanager
def _host() -> Iterator[Host]:
    """A host whose holder ends with its pipe, and so with us, however we end."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(["unshare", "--net", "cat"], **pipes) as holder:
        holder.stdin.write(b"made\n")
        holder.stdin.flush()
        assert holder.stdout.readline() == b"made\n"
        host = Host(holder.pid)
        host.ip("link set lo up")
        yield host
        holder.stdin.close()


def _joined(hub: Host, host: Host, number: int) -> str:
    """Lay a cable between two hosts; the hub's address on it."""
    hub.ip(f"link add to{number} type veth peer name eth0 netns {host.pid}")
    for end, link, place in ((hub, f"to{number}", 1), (host, "eth0", 2)):
        end.ip(f"address add 10.99.{number}.{place}/24 dev {link}")
        end.ip(f"link set {link} up")
    return f"10.99.{number}.1"


def test_a_pair_of_a_host_that_is_cut_off_is_run_again_by_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The report says so, and what runs on the lost host ends by itself."""
    monkeypatch.setenv(*PATIENCE)
    root = Root(tmp_path, closed=True)
    with ExitStack() as lab:
        hub, *hosts = [lab.enter_context(_host()) for _ in range(3)]
        addresses = [_joined(hub, host, number) for number, host in enumerate(hosts)]
        everywhere, _ = lab.enter_context(scheduler(tmp_path, host="0.0.0.0", inside=hub.inside))
        port = everywhere.rpartition(":")[2]
        for host, address in zip(hosts, addresses, strict=True):
            lab.enter_context(worker(f"tcp://{address}:{port}", ROOT, "--insecure", inside=host.inside))
        compare = started("compare", *root.options(f"tcp://127.0.0.1:{port}"), inside=hub.inside)
        at_gate = root.began()
        below, lost = worker_of(at_gate)
        cut = next(number for number, host in enumerate(hosts) if host.holds(lost.pid))
        hub.ip(f"link set to{cut} down")
        assert hosts[1 - cut].holds(root.began().pid)
        root.go()
        code, text = ended(compare)
        assert gone([at_gate, *below])
    assert code == 0, text
    assert "pair-1 was run again by another worker" in text.replace("\n  ", " ")
    assert [pair["not_run"] for pair in root.record["pairs"]] == ["", ""]

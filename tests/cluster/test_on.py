"""`compare --on` with a real scheduler and real workers on the loopback."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import psutil
import pytest

from compare.diff.baseline import differences, stand_of
from compare.diff.whole import whole_of
from compare.record.saving import load
from compare.setup.home import ROOT
from tests.cluster.lab import Root, ended, gone, scheduler, started, worker, worker_of

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="gates are named pipes, and workers are killed"),
    pytest.mark.skipif(not find_spec("distributed"), reason="Dask is not installed: pip install distributed"),
]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A scheduler with two workers, shared; a test that costs one of them starts another."""
    with scheduler(tmp_path_factory.mktemp("scheduler")) as (address, _), worker(address), worker(address):
        yield address


def test_two_workers_give_the_verdicts_that_one_process_gives(url: str, tmp_path: Path) -> None:
    """One record, in the order of the pairs, which says which machine ran what."""
    there, here = Root(tmp_path / "there", pairs=3), Root(tmp_path / "here", pairs=3)
    code, text = ended(started("compare", *there.options(url)))
    assert code == 0, text
    code, alone = ended(started("compare", *here.options(url)[:-2]))
    assert code == 0, alone
    observed = [
        [trial["state"] for trial in pair["trials"] if trial["mode"] == "observed"]
        for pair in there.record["pairs"]
    ]
    of_both = [whole_of(load(root.folder / "out" / "latest" / "record.json")) for root in (there, here)]
    assert differences(*(stand_of(whole.report) for whole in of_both)) == ()
    assert [pair["id"] for pair in there.record["pairs"]] == there.pairs and observed == [["ok"] * 4] * 3
    shards = there.record["machine"]["shards"]
    assert sorted(name for shard in shards for name in shard["pairs"]) == there.pairs
    assert all(shard["versions"]["python"] and shard["worker"] in text for shard in shards if shard["pairs"])
    assert all(
        shard["worker"] in there.latest("report.md").replace("\\", "") for shard in shards if shard["pairs"]
    )
    assert f"on {shards[0]['name']}" in text  # progress shows machines


def test_a_killed_workers_pair_is_run_again_by_another(url: str, tmp_path: Path) -> None:
    """Once, and the report says so; nothing of the dead one is left."""
    root = Root(tmp_path, closed=True)
    with worker(url) as extra:  # in the place of the one that dies
        assert _listening(extra.pid) <= {"127.0.0.1"}  # Dask's own choice is all addresses
        compare = started("compare", *root.options(url))
        at_gate = root.began()
        below, dead = worker_of(at_gate)
        dead.kill()
        assert gone([at_gate, *below])
        second = root.began()
        assert second.pid != at_gate.pid
        root.go()
        code, text = ended(compare)
    assert code == 0, text
    assert "pair-1 was run again by another worker" in text.replace("\n  ", " ")
    assert [pair["not_run"] for pair in root.record["pairs"]] == ["", ""]
    assert "was run again" in root.latest("report.md") and "was run again" in root.latest("report.html")


def _listening(process: int) -> set[str]:
    """The addresses at which a process can be reached."""
    found = psutil.net_connections("tcp") if sys.platform == "linux" else ()
    return {one.laddr.ip for one in found if one.status == "LISTEN" and one.pid == process}


def test_ctrl_c_ends_what_runs_on_workers(url: str, tmp_path: Path) -> None:
    """The workers stay, and serve the next one, as the test after this one sees."""
    root = Root(tmp_path, closed=True)
    compare = started("compare", *root.options(url))
    at_gate = root.began()
    below, serving = worker_of(at_gate)
    compare.send_signal(signal.SIGINT)
    code, text = ended(compare)
    assert code == 130, text
    assert "Traceback" not in text and "pair-1" in text.rstrip().splitlines()[-1]
    assert gone([at_gate, *below]) and serving.is_running()


def test_a_killed_client_leaves_nothing_running(url: str, tmp_path: Path) -> None:
    """The workers notice that nobody wants their pair any more."""
    root = Root(tmp_path, closed=True)
    compare = started("compare", *root.options(url))
    at_gate = root.began()
    below, serving = worker_of(at_gate)
    compare.kill()
    ended(compare)
    assert gone([at_gate, *below]) and serving.is_running()


def test_a_worker_of_another_commit_is_refused(url: str, tmp_path: Path) -> None:
    """By name; the pairs go to the others, also where the run is of a user's own pairs alone."""
    other, root = tmp_path / "other", Root(tmp_path / "own")
    subprocess.run(["git", "clone", "-q", str(ROOT), str(other)], check=True)
    (other / ".venv").symlink_to(ROOT / ".venv")
    who = ["-c", "user.name=a", "-c", "user.email=a@example.invalid"]
    subprocess.run(["git", *who, "commit", "-q", "--allow-empty", "-m", "other"], cwd=other, check=True)
    with worker(url, other) as refused:
        code, text = ended(started("compare", *root.options(url)))
    assert code == 0, text
    (told,) = root.record["machine"]["events"][:1]
    assert f"-{refused.pid} was refused: its checkout stands at" in told
    assert not any(shard["worker"].endswith(f"-{refused.pid}") for shard in root.record["machine"]["shards"])


def test_a_killed_scheduler_ends_all_of_it(tmp_path: Path) -> None:
    """The client with 4 and what it has seen, the workers by themselves."""
    root = Root(tmp_path, closed=True)
    with scheduler(tmp_path) as (address, process), worker(address) as one, worker(address) as two:
        compare = started("compare", *root.options(address))
        at_gate = root.began()
        below, _ = worker_of(at_gate)
        process.kill()
        code, text = ended(compare)
        assert gone([at_gate, *below])
        assert [one.wait(), two.wait()] == [4, 4]
    assert code == 4 and "The scheduler is gone" in text, text


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not there to make certificates")
def test_with_certificates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As README sets TLS up; without the certificates nobody gets in, and one sentence says what is wanted."""
    own = ["-keyout", "own-key.pem", "-out", "own.pem", "-days", "2", "-subj", "/CN=parallax"]
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    subprocess.run(["openssl", "req", "-x509", *curve, *own], cwd=tmp_path, check=True, capture_output=True)
    (tmp_path / "ca.pem").write_bytes((tmp_path / "own.pem").read_bytes())
    given = re.search(r"```yaml\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)[1]
    (tmp_path / "dask.yaml").write_text(given.replace("/etc/parallax", str(tmp_path)), encoding="utf-8")
    root = Root(tmp_path / "own", pairs=1)
    with monkeypatch.context() as inside:
        inside.setenv("DASK_CONFIG", str(tmp_path))
        with scheduler(tmp_path, "tls://") as (address, _), worker(address):
            assert address.startswith("tls://")
            code, text = ended(started("compare", *root.options(address)))
    assert code == 0, text
    code, text = ended(started("compare", *root.options(address)))
    assert code == 4 and "needs certificates" in text, text

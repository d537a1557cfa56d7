"""comment.yml, step by step against a GitHub that stands here: threat by threat, as .github/CI.md tells them."""

from __future__ import annotations

import io
import json
import re
import shutil
import sys
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from compare.record.saving import SURROGATES, dumps
from compare.setup.home import ROOT
from tests.judge.builders import contract, record, trial
from tests.platforms.steps import TOKEN, run_job, uses, workflow
from tests.report.samples import EVIL

SHA = "a" * 40
FORK = {"id": 7, "owner": {"login": "stranger"}, "full_name": "stranger/pairs"}
RUN = {
    "id": 11,
    "event": "pull_request",
    "conclusion": "failure",
    "head_sha": SHA,
    "head_branch": "x&state=all",
    "head_repository": FORK,
    "html_url": "https://github.com/o/r/actions/runs/11",
    "pull_requests": [],  # as it is of forks
}
PULL = {"number": 5, "head": {"sha": SHA, "repo": {"id": 7}}}

pytestmark = pytest.mark.skipif(
    sys.prefix == sys.base_prefix or not shutil.which("bash"), reason="its steps need bash and .venv"
)


class Hub:
    """A GitHub of one repository: what it was asked for, and its comments."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str]] = []  # host's role, path, authorization
        self.pulls: list[dict[str, Any]] = [PULL]
        self.comments: list[dict[str, Any]] = []
        self.artefact = b""
        self.size: int | None = None
        self.servers = [self._server("api"), self._server("blob")]

    def url(self, place: int) -> str:
        """Where one of the two hosts is: the API, or what artefacts are kept in."""
        return f"http://127.0.0.1:{self.servers[place].server_address[1]}"

    def answer(self, role: str, method: str, path: str, body: Any) -> Any:
        """JSON, bytes, or a place to go to."""
        if role == "blob":
            return self.artefact
        if path.startswith("/repos/o/r/actions/runs/11/artifacts?"):
            size = len(self.artefact) if self.size is None else self.size
            one = {"id": 3, "name": "report", "expired": False, "size_in_bytes": size}
            return {"artifacts": [one] if self.artefact else []}
        if path == "/repos/o/r/actions/artifacts/3/zip":
            return f"{self.url(1)}/signed"
        if path.startswith("/repos/o/r/pulls?state=open&head=stranger%3Ax%26state%3Dall&"):
            return self.pulls
        if path.startswith("/repos/o/r/issues/5/comments"):
            if method == "POST":
                self.comments.append({"id": 90, "user": {"login": "github-actions[bot]"}, **body})
            return self.comments
        assert (method, path) == ("PATCH", "/repos/o/r/issues/comments/90")
        self.comments[-1] |= body
        return {}

    def _server(self, role: str) -> ThreadingHTTPServer:
        hub = self

        class Handler(BaseHTTPRequestHandler):
            def _any(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = json.loads(self.rfile.read(length)) if length else None
                hub.asked.append((role, self.path, self.headers.get("Authorization", "")))
                told = hub.answer(role, self.command, self.path, body)
                self.send_response(302 if isinstance(told, str) else 200)
                if isinstance(told, str):
                    self.send_header("Location", told)
                data = told if isinstance(told, bytes) else json.dumps(told).encode()
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PATCH = _any  # noqa: N815

            def log_message(self, *_: object) -> None:
                """Nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server


@pytest.fixture
def hub() -> Iterator[Hub]:
    """It stands while a test runs."""
    one = Hub()
    yield one
    for server in one.servers:
        server.shutdown()
        server.server_close()


def zipped(said: object = 2, **more: str) -> bytes:
    """An artefact of a run in which C# said otherwise than Python."""
    seen = record(
        [trial("python", {"n": 1}), trial("dotnet", {"n": said})], contract({"n": {"mode": "equal"}})
    )
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        file.writestr("record.json", dumps(replace(seen, options={"number": 6})).encode("utf-8", SURROGATES))
        for name, text in more.items():
            file.writestr(name, text)
    return held.getvalue()


def run(hub: Hub, folder: Path, **changes: Any) -> list[int]:
    """Run the job in a checkout; the exit code of each step."""
    checkout = folder / "checkout"
    if not checkout.is_dir():
        checkout.mkdir()
        (checkout / "parallax").symlink_to(ROOT, target_is_directory=True)
    event = folder / "event.json"
    event.write_text(json.dumps({"workflow_run": RUN | changes}), encoding="utf-8")
    given = {"GITHUB_EVENT_PATH": str(event), "GITHUB_API_URL": hub.url(0), "GITHUB_REPOSITORY": "o/r"}
    return [one.exit_code for one in run_job("comment", "comment", checkout, given)]


def test_one_comment_is_made_and_renewed(hub: Hub, tmp_path: Path) -> None:
    """Of a red run from a fork, whose branch is named like a query; a comment of anybody else's is left alone."""
    theirs = {"id": 1, "user": {"login": "stranger"}, "body": "<!-- parallax -->\nall is well"}
    hub.comments, hub.artefact = [theirs.copy()], zipped()
    assert run(hub, tmp_path) == [0, 0, 0]
    assert run(hub, tmp_path, conclusion="success") == [0, 0, 0]
    assert hub.comments[0] == theirs and len(hub.comments) == 2
    body = hub.comments[1]["body"]
    assert body.startswith(
        "<!-- parallax -->\n[Run 11](https://github.com/o/r/actions/runs/11) of aaaaaaaaaaaa"
    )
    assert "ended as success" in body and "a-pair" in body


def test_the_token_goes_to_the_api_alone(hub: Hub, tmp_path: Path) -> None:
    """An artefact comes from another host; and the step that reads it has no token at all."""
    hub.artefact = zipped()
    run(hub, tmp_path)
    assert {(role, told) for role, _, told in hub.asked} == {("api", f"Bearer {TOKEN}"), ("blob", "")}
    steps = workflow("comment")["jobs"]["comment"]["steps"]
    assert [step.get("env") for step in steps if "bootstrap.py" in step.get("run", "")] == [None]


def test_nothing_in_an_artefact_is_markup_or_unpacked(hub: Hub, tmp_path: Path) -> None:
    """Hostile outputs, a report.md of its own, and a name that leads out of the folder."""
    hub.artefact = zipped(EVIL, **{"report.md": "OWNED", "../../evil": "OWNED"})
    assert run(hub, tmp_path) == [0, 0, 0]
    body = re.sub(r"^ *(`{3,})text\n.*?^ *\1$", "", hub.comments[0]["body"], flags=re.DOTALL | re.MULTILINE)
    assert "OWNED" not in body and "<script" not in body and not re.search(r"@(?!&#8203;)\w", body)
    assert len(body) < 65_536
    kept = {path.name for path in tmp_path.iterdir()} | {
        path.name for path in (tmp_path / "checkout").iterdir()
    }
    assert "evil" not in kept and not (tmp_path.parent / "evil").exists()


@pytest.mark.parametrize("artefact", [b"", b"no zip", zipped()[:200]], ids=["none", "no-zip", "cut"])
def test_what_cannot_be_read_is_said_in_the_comment(hub: Hub, tmp_path: Path, artefact: bytes) -> None:
    """An older report must not stand there as if it were this one's."""
    hub.artefact = artefact
    assert run(hub, tmp_path)[-1] == 0
    assert hub.comments[0]["body"].endswith("It left no report that can be read.")


def test_what_is_too_large_is_not_fetched(hub: Hub, tmp_path: Path) -> None:
    """The job is red, and says why."""
    hub.artefact, hub.size = zipped(), 65 * 1024**2
    assert run(hub, tmp_path) == [1]
    assert "blob" not in {role for role, _, _ in hub.asked} and hub.comments == []


@pytest.mark.parametrize(
    "pulls",
    [
        [],
        [PULL | {"head": {"sha": "b" * 40, "repo": {"id": 7}}}],
        [PULL | {"head": {"sha": SHA, "repo": None}}],
    ],
    ids=["closed", "moved-on", "another-repository"],
)
def test_only_the_pull_request_that_stands_at_the_commit_is_told(
    hub: Hub, tmp_path: Path, pulls: list
) -> None:
    """The number that an artefact names is not asked for."""
    hub.artefact, hub.pulls = zipped(), pulls
    assert run(hub, tmp_path) == [0, 0, 0]
    assert hub.comments == []


def test_it_has_no_more_rights_than_it_needs() -> None:
    """Its actions are pinned by commit; the job that runs a pull request's code can read, and nothing else."""
    told = workflow("comment")
    assert told["permissions"] == {} and workflow("compare")["permissions"] == {"contents": "read"}
    rights = told["jobs"]["comment"]["permissions"]
    assert rights == {"actions": "read", "contents": "read", "pull-requests": "write"}
    assert [one for one in uses("comment") if not re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", one)] == []
    assert "secrets" not in json.dumps(workflow("compare"), default=str)
    assert told["jobs"]["comment"]["steps"][0]["with"] == {
        "repository": "${{ inputs.repository || github.repository }}",
        "ref": "${{ inputs.commit }}",  # empty where nobody calls it: the default branch
        "path": "parallax",
        "persist-credentials": False,
    }

"""Fetch the report of a pull request's run, and keep one comment of it: the two steps of comment.yml that hold a token.

    python3 .github/comment.py fetch FILE    the artefact's zip, as it is, into FILE
    python3 .github/comment.py post FILE     FILE's Markdown as the one comment; says so where there is no FILE

Everything that decides (which run, which pull request) comes from GitHub: its event and its API. Of the artefact, only
the size is read here. The standard library alone, so that nothing is installed while there is a token.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.parse
import urllib.request
from http.client import HTTPException
from pathlib import Path
from typing import Any

ARTEFACT = "report"
LARGEST = 64 * 1024**2  # bytes of the zip
LONGEST = 65_000  # characters of a comment; GitHub takes 65,536
MARK = "<!-- parallax -->"
OURS = "github-actions[bot]"  # nobody else can comment under this name
PAGE = 100


def main(arguments: list[str]) -> int:
    """Do what is asked for; what cannot be done is one sentence and 1."""
    with open(os.environ["GITHUB_EVENT_PATH"], encoding="utf-8") as file:
        run = json.load(file)["workflow_run"]
    path = Path(arguments[1])
    try:
        told = fetch(run, path) if arguments[0] == "fetch" else post(run, path)
    except (OSError, HTTPException, ValueError) as error:
        told = f"comment: {error}"
        print(printable(told), file=sys.stderr)
        return 1
    print(printable(told))
    return 0


def fetch(run: dict[str, Any], path: Path) -> str:
    """Write a run's newest report to a file, and nothing else of it anywhere.

    Raises:
        ValueError: it is too large.
    """
    found = ask(f"actions/runs/{int(run['id'])}/artifacts?name={ARTEFACT}&per_page={PAGE}")["artifacts"]
    live = [one for one in found if one["name"] == ARTEFACT and not one["expired"]]
    if not live:
        return f"The run {run['id']} left no {ARTEFACT}."
    newest = max(live, key=lambda one: int(one["id"]))
    small = int(newest["size_in_bytes"]) <= LARGEST
    data = get(f"actions/artifacts/{int(newest['id'])}/zip") if small else b""
    if not small or len(data) > LARGEST:
        raise ValueError(f"the {ARTEFACT} is larger than {LARGEST // 1024**2} MB, and is not read")
    path.write_bytes(data)
    return f"{len(data)} bytes"


def post(run: dict[str, Any], path: Path) -> str:
    """Make or renew the one comment of the pull request that a run was for."""
    number = pull_request(run)
    if number is None:
        return "Not one open pull request stands at this commit: nothing is said."
    told = path.read_text(encoding="utf-8") if path.is_file() else "It left no report that can be read."
    head = (
        f"{MARK}\n[Run {int(run['id'])}]({run['html_url']}) of {run['head_sha'][:12]} ended as "
        f"{str(run['conclusion']).replace('_', ' ')}. What follows was told by the pull request's own code.\n\n"
    )
    body = {"body": (head + told)[:LONGEST]}
    mine = comment_of(number)
    if mine is None:
        ask(f"issues/{number}/comments", "POST", body)
        return f"Commented on {number}."
    ask(f"issues/comments/{mine}", "PATCH", body)
    return f"Renewed the comment on {number}."


def pull_request(run: dict[str, Any]) -> int | None:
    """The open pull request whose head is the run's commit.

    The event names none where it comes from a fork; the artefact, which could name any, is not asked.
    """
    owner = run["head_repository"]["owner"]["login"]
    asked = urllib.parse.urlencode(
        {"state": "open", "head": f"{owner}:{run['head_branch']}", "per_page": PAGE}
    )
    numbers = [
        int(one["number"])
        for one in ask(f"pulls?{asked}")
        if one["head"]["sha"] == run["head_sha"]
        and (one["head"]["repo"] or {}).get("id") == run["head_repository"]["id"]
    ]
    return numbers[0] if run["event"] == "pull_request" and len(numbers) == 1 else None


def comment_of(number: int) -> int | None:
    """Our own comment, by its author and its first line."""
    page = 1
    while True:
        some = ask(f"issues/{number}/comments?per_page={PAGE}&page={page}")
        for one in some:
            if one["user"]["login"] == OURS and one["body"].startswith(MARK):
                return int(one["id"])
        if len(some) < PAGE:
            return None
        page += 1


def ask(path: str, method: str = "GET", body: object = None) -> Any:
    """What the API of this repository answers."""
    return json.loads(get(path, method, body) or b"null")


def get(path: str, method: str = "GET", body: object = None) -> bytes:
    """The same as bytes, at most one more than an artefact may have."""
    url = f"{os.environ['GITHUB_API_URL']}/repos/{os.environ['GITHUB_REPOSITORY']}/{path}"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, method=method)
    request.add_header("Accept", "application/vnd.github+json")
    request.add_header("X-GitHub-Api-Version", "2022-11-28")
    # An artefact is sent from another host, which must not see the token: it does not go along with a redirection.
    request.add_unredirected_header("Authorization", f"Bearer {os.environ['GITHUB_TOKEN']}")
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.read(LARGEST + 1)


def printable(text: str) -> str:
    """A line that gives the runner no command."""
    return "".join(one if one.isprintable() else "?" for one in text).replace("::", ":")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""A dotnet program for tests: a script that answers and builds nothing but files with the right names."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

needs_scripts = pytest.mark.skipif(os.name == "nt", reason="the fake dotnet is a shell script")


WEAVE = 'mkdir -p "${4%/*}"; echo woven > "$4"'


class FakeDotnet:
    """Where the script is, and what it was asked."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / "dotnet"
        self.log = folder / "log"
        self.answers()

    def answers(
        self,
        version: str = "10.0.100",
        code: int = 0,
        outputs: Sequence[Path] = (),
        build: str = "",
        weaver: str = "",
    ) -> FakeDotnet:
        """Write the script anew.

        Args:
            version: what `--version` prints; with a code, the error that it prints.
            code: what `--version` exits with.
            outputs: the files that `build` makes.
            build: shell lines that `build` does afterwards.
            weaver: shell lines that the weaver does; by default it writes the woven assembly.
        """
        made = "\n".join(f'mkdir -p "{path.parent}"; echo built > "{path}"' for path in outputs)
        self.path.write_text(
            f"""#!/bin/sh
echo "$@" >> "{self.log}"
case "$1" in
--version) echo "{version}"; exit {code} ;;
--list-sdks) echo "{version} [/sdk]" ;;
--list-runtimes) echo "Microsoft.NETCore.App {version} [/runtime]" ;;
build)
{made}
{build or ":"} ;;
*Parallax.Weaver.dll)
{weaver or WEAVE} ;;
esac
""",
            encoding="utf-8",
        )
        self.path.chmod(0o755)
        return self

    def asked(self, what: str) -> list[str]:
        """The times that it was asked this, with all arguments."""
        lines = self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []
        return [line for line in lines if line.startswith(what)]


def only_dotnet(monkeypatch: pytest.MonkeyPatch, folder: Path) -> FakeDotnet:
    """A fake that is the only dotnet of this machine, as far as a test sees."""
    fake = FakeDotnet(folder / "fake")
    only(monkeypatch, folder, fake.path.parent)
    return fake


def only(monkeypatch: pytest.MonkeyPatch, home: Path, *folders: Path) -> None:
    """Let PATH have these folders and no other that holds a dotnet."""
    kept = [one for one in os.environ["PATH"].split(os.pathsep) if not (Path(one) / "dotnet").exists()]
    tools = home / "tools"  # where dotnet lies in the same folder as the shell's own tools
    tools.mkdir(exist_ok=True)
    for name in ("sh", "mkdir", "cat", "env", "sleep"):
        place = next((Path(one) / name for one in ("/bin", "/usr/bin") if (Path(one) / name).exists()), None)
        if place and not (tools / name).exists():
            (tools / name).symlink_to(place)
    monkeypatch.setenv("PATH", os.pathsep.join([*map(str, folders), str(tools), *kept]))
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("DOTNET_ROOT", raising=False)

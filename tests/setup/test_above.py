"""Settings in folders above the checkout, asked of the real dotnet (FAULTS.md 88)."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from compare.setup.dotnet import ask, find_dotnet
from compare.setup.home import ROOT

NUGET = """<configuration>
  <config><add key="globalPackagesFolder" value="/nowhere/packages" /></config>
  <packageSources><clear /><add key="above" value="/nowhere/source" /></packageSources>
</configuration>
"""


def test_88_nuget_of_a_folder_above_does_not_reach_the_build(tmp_path: Path) -> None:
    """Red where dotnet/ does not say where NuGet begins to look: its sources were those of the folder above."""
    (tmp_path / "nuget.config").write_text(NUGET, encoding="utf-8")
    project = tmp_path / "checkout" / "dotnet" / "Kit"
    project.mkdir(parents=True)
    for name in ("Directory.Build.props", "Directory.Packages.props", "global.json"):
        shutil.copy(ROOT / "dotnet" / name, project.parent)
    shutil.copy(ROOT / "dotnet" / "Kit" / "Parallax.Kit.csproj", project)
    asked = "-getProperty:_OutputConfigFilePaths,_OutputSources,_OutputPackagesPath"
    said = ask(
        find_dotnet(),
        ["msbuild", "-nodeReuse:false", "-noAutoResponse", "-t:_GetRestoreSettings", asked],
        project,
    )
    assert said.returncode == 0, said.stdout
    found = json.loads(said.stdout)["Properties"]
    assert len(found) == 3 and found["_OutputPackagesPath"]
    assert [name for name, value in found.items() if str(tmp_path) in value or "nowhere" in value] == []

"""A native program, or library, is built when a lane asks for it, and again only when what it is made from changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from compare.errors import EnvironmentLacks
from compare.setup.build import built_paths
from compare.setup.native import LINKERS, ensure_native, part
from tests.setup.fake_dotnet import FakeDotnet, needs_scripts, only_dotnet

pytestmark = needs_scripts
SCENE = "dotnet/Scenes/Tasks/WhenAll.cs"
APART = "dotnet/Examples/Distributed"


class Tree:
    """A small project of the same shape as ours, on a machine with a fake dotnet and a fake linker."""

    def __init__(self, root: Path, fake: FakeDotnet) -> None:
        self.root, self.fake, self.told = root, fake, []
        for name in ("dotnet/Native/Linked.cs", SCENE, "dotnet/Tests/Tests.cs", "dotnet/Main.slnf"):
            self.write(name)
        self.answers()

    def answers(self, fault: str = "") -> None:
        """Let each project's build give its own outputs; the native one's ends with a fault, if one is given."""
        paths = built_paths(self.fake.path, self.root)
        main = (paths.worker_dll, paths.runtimeconfig, paths.examples_dll, paths.scenes_dll, paths.weaver_dll)
        program, library = part(self.root).outputs, part(self.root, library=True).outputs
        main, program, library = (
            "; ".join(f'mkdir -p "{one.parent}"; echo built > "{one}"' for one in outputs)
            for outputs in (main, program, library)
        )
        native = f"echo '{fault}'; exit 1" if fault else program
        self.fake.answers(
            build=f'case "$*" in *NativeLib=Shared*) {library} ;; *Parallax.Native*) {native} ;; *) {main} ;; esac'
        )

    def write(self, name: str, text: str = "// one") -> None:
        """Write a file of the tree."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def ensure(self, library: bool = False) -> Path:
        """Build what changed."""
        return ensure_native(library, self.told.append, self.root)

    @property
    def published(self) -> list[str]:
        """The builds of the native program so far."""
        return [line for line in self.fake.asked("build Parallax.Native.csproj") if "-t:Publish" in line]


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    """A tree that was never built."""
    fake = only_dotnet(monkeypatch, tmp_path)
    linker = fake.path.parent / LINKERS[0]
    linker.write_text("#!/bin/sh\n", encoding="utf-8")
    linker.chmod(0o755)
    return Tree(tmp_path / "repo", fake)


def test_it_is_built_once_after_what_it_is_made_from(tree: Tree) -> None:
    """Its project alone, which must not build the others again: they would look changed."""
    program = tree.ensure()
    assert program.exists() and os.path.basename(program).startswith("Parallax.Native")
    assert tree.ensure() == program
    assert [line.split()[1] for line in tree.fake.asked("build")] == ["Main.slnf", "Parallax.Native.csproj"]
    assert "-p:BuildProjectReferences=false" in tree.published[0]
    assert "minute" in tree.told[2]


def test_the_library_is_built_from_the_same_project(tree: Tree) -> None:
    """When it is asked for, and not for the program's sake; neither makes the other look changed."""
    program, library = tree.ensure(), tree.ensure(library=True)
    assert program.parent != library.parent
    assert (tree.ensure(), tree.ensure(library=True)) == (program, library)
    assert ["-p:NativeLib=Shared" in one for one in tree.published] == [False, True]
    tree.write(SCENE, "// two")
    tree.ensure(library=True)
    assert ["-p:NativeLib=Shared" in one for one in tree.published] == [False, True, True]


@pytest.mark.parametrize(
    ("name", "times"), [(SCENE, 2), ("dotnet/Tests/Tests.cs", 1), (f"{APART}/RemoteCall.cs", 1)]
)
def test_it_is_built_again_for_what_it_is_made_from_alone(tree: Tree, name: str, times: int) -> None:
    """A scene is linked in; a test, and a chapter that is built apart, is not, and another build takes minutes."""
    tree.write(f"{APART}/packages.chapter.lock.json")
    tree.ensure()
    tree.write(name, "// two")
    tree.ensure()
    assert len(tree.published) == times


def test_a_machine_without_a_linker_builds_nothing(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """What to install is told before anything takes its time."""
    monkeypatch.setenv("PATH", str(tree.root))
    monkeypatch.setenv("DOTNET_ROOT", str(tree.fake.path.parent))
    with pytest.raises(EnvironmentLacks, match=r"no clang.* is on the PATH.*apt-get install gcc"):
        tree.ensure()
    assert not tree.fake.asked("build")


@pytest.mark.parametrize("code", ["NU1101", "NU1102", "NU1301"])
def test_a_native_compiler_that_cannot_be_had_is_a_lack(tree: Tree, code: str) -> None:
    """No such package, none of its version, no network: the environment's lack, and no fault of the build."""
    tree.answers(f"/r/Parallax.Native.csproj : error {code}: No packages of ILCompiler")
    with pytest.raises(EnvironmentLacks, match=r"NuGet's packages could not be had.*ILCompiler"):
        tree.ensure()

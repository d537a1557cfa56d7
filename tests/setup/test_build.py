"""The .NET side is built once, and again only when something changed."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from compare.errors import EnvironmentLacks, HarnessError
from compare.setup.build import Built, build_root, built_paths, ensure_built, is_built
from tests.setup.fake_dotnet import FakeDotnet, needs_scripts, only_dotnet

pytestmark = needs_scripts
MAKE = "; ".join(
    f'mkdir -p "$out/{name}/bin"; echo built > "$out/{name}/bin/{name}.dll"'
    for name in ("Parallax.Examples", "Parallax.Scenes")
)
OUT = 'for one in "$@"; do case "$one" in -p:RootOutput=*) out="${one#-p:RootOutput=}" ;; esac; done'


@pytest.fixture
def dotnet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeDotnet:
    """The only dotnet that there is."""
    return only_dotnet(monkeypatch, tmp_path)


class Tree:
    """A small project of the same shape as ours, built by a fake dotnet."""

    def __init__(self, root: Path, fake: FakeDotnet) -> None:
        self.root, self.fake, self.told = root, fake, []
        names = ("Kit/Kit.cs", "Examples/Tasks/WhenAll.cs", "Scenes/Tasks/WhenAll.cs", "Worker/Program.cs")
        for name in (*names, "Tests/Tests.cs"):
            self.write(f"dotnet/{name}")
        self.write("dotnet/Main.slnf")
        self.paths = built_paths(fake.path, root)
        fake.answers(outputs=self.outputs)

    @property
    def outputs(self) -> list[Path]:
        """All that a build gives."""
        paths = self.paths
        main = [paths.worker_dll, paths.runtimeconfig, paths.examples_dll, paths.scenes_dll, paths.weaver_dll]
        return [*main, paths.tests_dll]

    def write(self, name: str, text: str = "// one") -> None:
        """Write a file of the tree."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def ensure(self, **options: bool) -> Built:
        """Build what changed."""
        return ensure_built(echo=self.told.append, root=self.root, **options)

    @property
    def builds(self) -> list[str]:
        """What was built so far, by the name of the project file."""
        words = [line.split()[1] for line in self.fake.asked("build")]
        return [Path(word).name for word in words]


@pytest.fixture
def tree(tmp_path: Path, dotnet: FakeDotnet) -> Tree:
    """A tree that was never built."""
    return Tree(tmp_path / "repo", dotnet)


def test_first_call_builds_and_says_so(tree: Tree) -> None:
    """Worker and examples, and where they stand."""
    built = tree.ensure()
    assert tree.builds == ["Main.slnf"]
    assert built.worker_dll.exists()
    assert built.runtimeconfig.name == "Parallax.Worker.runtimeconfig.json"
    assert tree.told[0] == "Building the .NET side ..."


def test_second_call_does_not_start_dotnet(tree: Tree) -> None:
    """Not even to ask for its version."""
    tree.ensure()
    asked = tree.fake.log.read_text()
    tree.ensure()
    assert tree.fake.log.read_text() == asked
    assert len(tree.told) == 2
    assert is_built(tree.root)


@pytest.mark.parametrize(
    "name",
    [
        "dotnet/Kit/Kit.cs",
        "dotnet/New.cs",
        "dotnet/Directory.Packages.props",
        "dotnet/Kit/packages.lock.json",
    ],
)
def test_changed_or_new_source_builds_again(tree: Tree, name: str) -> None:
    """C#, projects, properties and lock files."""
    tree.ensure()
    tree.write(name, "// two")
    assert not is_built(tree.root)
    tree.ensure()
    assert len(tree.builds) == 2


def test_removed_source_builds_again(tree: Tree) -> None:
    """An example that is gone must be gone from the assembly."""
    tree.ensure()
    (tree.root / "dotnet/Examples/Tasks/WhenAll.cs").unlink()
    tree.ensure()
    assert len(tree.builds) == 2


@pytest.mark.parametrize("name", ["dotnet/Kit/Kit.cs", "dotnet/Kit/obj/Made.cs", "dotnet/README.md"])
def test_touched_source_and_other_files_do_not(tree: Tree, name: str) -> None:
    """What counts is what sources contain."""
    tree.ensure()
    tree.write(name)
    tree.ensure()
    assert len(tree.builds) == 1


def test_lost_or_changed_output_builds_again(tree: Tree) -> None:
    """Also a file beside the assemblies, as a package's."""
    tree.write("dotnet/Worker/bin/Release/net10.0/Some.Package.dll")
    tree.ensure()
    (tree.root / "dotnet/Worker/bin/Release/net10.0/Some.Package.dll").unlink()
    tree.ensure()
    tree.paths.examples_dll.unlink()
    tree.ensure()
    assert len(tree.builds) == 3


def test_force_builds_in_any_case(tree: Tree) -> None:
    """`invoke build --force`."""
    tree.ensure()
    tree.ensure(force=True)
    assert len(tree.builds) == 2


def test_what_tests_need_is_built_for_tests_only(tree: Tree) -> None:
    """A user's compare does not pay for it."""
    tree.ensure()
    assert tree.builds == ["Main.slnf"]
    tree.ensure(tests=True)
    assert tree.builds == ["Main.slnf", "Parallax.slnx"]


def test_build_for_tests_serves_compare_too(tree: Tree) -> None:
    """One build, not two."""
    tree.ensure(tests=True)
    tree.ensure()
    assert tree.builds == ["Parallax.slnx"]


def test_edit_during_the_build_is_built_the_next_time(tree: Tree) -> None:
    """The stamp speaks of what was there when the build began."""
    edit = f'echo "// edited" >> "{tree.root}/dotnet/Kit/Kit.cs"'
    tree.fake.answers(outputs=tree.outputs, build=edit)
    tree.ensure()
    assert not is_built(tree.root)


def test_failed_build_leaves_no_stamp(tree: Tree) -> None:
    """The next call tries again."""
    tree.fake.answers(build="echo 'X.cs(1,1): error CS1: no'; exit 1")
    for _ in range(2):
        with pytest.raises(HarnessError, match="CS1 no"):
            tree.ensure()
    assert len(tree.builds) == 2


def test_build_that_gives_nothing_is_told(tree: Tree) -> None:
    """dotnet said that all went well, and the assembly is not there."""
    tree.fake.answers()
    with pytest.raises(HarnessError, match=r"gave no Parallax\.Worker\.dll"):
        tree.ensure()


def test_examples_are_woven_after_they_were_built(tree: Tree) -> None:
    """What observed trials run stands beside the plain assembly, under the same name."""
    built = tree.ensure()
    assert built.woven_dll.exists()
    assert built.woven_dll.name == built.examples_dll.name
    asked = f"{built.weaver_dll} weave {built.examples_dll} {built.woven_dll}"
    assert tree.fake.asked(str(built.weaver_dll)) == [asked]


def test_weaver_that_fails_is_told(tree: Tree) -> None:
    """With the first line that it said, and no stamp."""
    tree.fake.answers(outputs=tree.outputs, weaver="echo 'Unhandled exception. no'; exit 134")
    with pytest.raises(HarnessError, match=r"Weaver\.dll failed \(exit code 134\): Unhandled exception\. no"):
        tree.ensure()
    assert not is_built(tree.root)


def test_old_sdk_is_refused_before_it_builds(tree: Tree) -> None:
    """Exit 4 with what was found."""
    tree.fake.answers("9.0.100")
    with pytest.raises(EnvironmentLacks, match=r"9\.0\.100"):
        tree.ensure()
    assert tree.builds == []


def test_other_dotnet_is_checked_but_nothing_is_built(tree: Tree) -> None:
    """After an update of .NET; and an old one that came is refused."""
    tree.ensure()
    tree.fake.answers("10.0.500", outputs=tree.outputs)
    tree.ensure()
    assert (len(tree.builds), len(tree.fake.asked("--version"))) == (1, 2)
    tree.fake.answers("8.0.1", outputs=tree.outputs)
    with pytest.raises(EnvironmentLacks, match=r"8\.0\.1"):
        tree.ensure()


def test_unreadable_stamp_counts_as_none(tree: Tree) -> None:
    """A half-written file is no fault of the user's."""
    tree.ensure()
    (tree.root / ".parallax" / "main.json").write_text("{")
    tree.ensure()
    assert len(tree.builds) == 2


def test_second_process_waits_and_builds_nothing(tree: Tree) -> None:
    """It is told that another is building, and takes what that one built."""
    waiting, second_told = threading.Event(), []

    def second() -> None:
        def tell(text: str) -> None:
            second_told.append(text)
            waiting.set()

        ensure_built(echo=tell, root=tree.root)

    thread = threading.Thread(target=second)

    def first_told(text: str) -> None:
        if text.startswith("Building"):  # said with the lock in hand
            thread.start()
            waiting.wait()

    ensure_built(echo=first_told, root=tree.root)
    thread.join()
    assert second_told == ["Another Parallax is building here; waiting for it ..."]
    assert tree.builds == ["Main.slnf"]


def test_other_root_is_compiled_by_our_project(tree: Tree, tmp_path: Path) -> None:
    """Into a folder of its own, again only when its sources changed."""
    mine = tmp_path / "mine"
    for name in ("Examples", "Scenes"):
        tree.write(f"dotnet/{name}/Parallax.{name}.csproj")
        (mine / "dotnet" / name).mkdir(parents=True)
        (mine / "dotnet" / name / "Mine.cs").write_text("// one")
    roots = tree.root / ".parallax" / "roots"
    tree.fake.answers(build=f"{OUT}; {MAKE}")
    for _ in range(2):
        built = build_root(mine, tree.told.append, tree.root)
    assert built.examples_dll.is_relative_to(roots)
    assert built.scenes_dll.is_relative_to(roots)
    assert built.woven_dll.exists()
    (mine / "dotnet" / "Scenes" / "Mine.cs").write_text("// two")
    build_root(mine, tree.told.append, tree.root)
    assert tree.builds == ["Parallax.Scenes.csproj"] * 2
    for name in ("Examples", "Scenes"):
        assert f"-p:{name}Root={mine / 'dotnet' / name}" in tree.fake.asked("build")[0]

"""dotnet is found, refused where it will not do, and its failures are told in a sentence."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from compare.errors import EnvironmentLacks, HarnessError, UsageError
from compare.setup import dotnet as subject
from compare.setup.dotnet import build, check_sdk, find_dotnet, first_fault, property_of
from tests.setup.fake_dotnet import FakeDotnet, needs_scripts, only, only_dotnet

pytestmark = needs_scripts
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def dotnet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeDotnet:
    """The only dotnet that there is."""
    return only_dotnet(monkeypatch, tmp_path)


def install(folder: Path, *versions: str) -> Path:
    """A dotnet program with SDK folders beside it."""
    for version in versions:
        (folder / "sdk" / version).mkdir(parents=True)
    return FakeDotnet(folder).path


# Finding it.


def test_none_at_all_says_where_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it was looked for, what is needed, the cure; exit 4."""
    only(monkeypatch, tmp_path)
    with pytest.raises(
        EnvironmentLacks, match=r"No dotnet .*\.NET SDK 10 or newer .*dotnet\.microsoft\.com"
    ) as raised:
        find_dotnet()
    assert raised.value.exit_code == 4


def test_path_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then DOTNET_ROOT, then ~/.dotnet."""
    places = [install(tmp_path / name, "10.0.100") for name in ("path", "root", ".dotnet")]
    only(monkeypatch, tmp_path, tmp_path / "path")
    monkeypatch.setenv("DOTNET_ROOT", str(tmp_path / "root"))
    found = []
    for place in places:
        found.append(find_dotnet())
        place.unlink()
    assert found == places


def test_newer_sdk_elsewhere_is_preferred_to_an_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A distribution's .NET 8 on the PATH, an own .NET 10 in ~/.dotnet."""
    install(tmp_path / "path", "8.0.100", "9.0.200")
    own = install(tmp_path / ".dotnet", "10.0.401")
    only(monkeypatch, tmp_path, tmp_path / "path")
    assert find_dotnet() == own


def test_link_leads_to_the_sdks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """/usr/bin/dotnet is a link into the folder that has them."""
    real = install(tmp_path / "share", "10.0.401")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "dotnet").symlink_to(real)
    only(monkeypatch, tmp_path, tmp_path / "bin")
    assert subject.sdk_folders(find_dotnet()) == ["10.0.401"]


# Refusing it.


def test_old_sdk_is_refused(dotnet: FakeDotnet, tmp_path: Path) -> None:
    """With what was found and what is needed."""
    dotnet.answers("8.0.100")
    with pytest.raises(
        EnvironmentLacks, match=r"has the \.NET SDK 8\.0\.100; the \.NET SDK 10 or newer is needed"
    ):
        check_sdk(dotnet.path, tmp_path)


def test_sdk_that_is_pinned_away_is_told_with_its_file(dotnet: FakeDotnet, tmp_path: Path) -> None:
    """dotnet exits with 155 where a global.json asks for another."""
    (dotnet.path.parent / "sdk" / "10.0.401").mkdir(parents=True)
    dotnet.answers("Requested SDK version: 11.0.100\nglobal.json file: /home/me/global.json", 155)
    with pytest.raises(EnvironmentLacks, match=r"/home/me/global\.json asks .* \(there is: 10\.0\.401\)"):
        check_sdk(dotnet.path, tmp_path)


def test_runtime_without_sdk_is_refused(dotnet: FakeDotnet, tmp_path: Path) -> None:
    """dotnet is there, and can build nothing."""
    dotnet.answers("No .NET SDKs were found.", 145)
    with pytest.raises(EnvironmentLacks, match=r"has no \.NET SDK \(exit code 145\)"):
        check_sdk(dotnet.path, tmp_path)


def test_program_that_cannot_be_started_is_refused(tmp_path: Path) -> None:
    """A broken file called dotnet is no traceback."""
    broken = tmp_path / "dotnet"
    broken.write_bytes(b"\x7fELF nonsense")
    broken.chmod(0o755)
    with pytest.raises(EnvironmentLacks, match="cannot be started"):
        check_sdk(broken, tmp_path)


def test_newer_sdk_will_do(dotnet: FakeDotnet, tmp_path: Path) -> None:
    """Also one that is not out yet."""
    assert check_sdk(dotnet.answers("11.0.100-preview.1").path, tmp_path) == "11.0.100-preview.1"


# Building.

UNREACHABLE = "/r/Worker.csproj : error NU1301: Unable to load the service index. [/r/Main.slnf]"
UNLOCKED = "/r/Worker.csproj : error NU1004: The package reference has changed. [/r/Main.slnf]"


CS1001 = "/r/X.cs(1,7): error CS1001: Identifier expected [/r/X.csproj]"
WINDOWS = r"C:\r\X.cs(1,7): error CS1002: ; expected [C:\r\X.csproj]"
MSBUILD = "MSBUILD : error MSB1009: Project file does not exist."
ANALYSER = "/r/X.cs(3,4): error xUnit1051: Calls to methods [/r/Tests.csproj]"
SECOND = "/r/X.cs(1,1): warning CS1: no\n/r/Y.cs(2,2): error CS2: yes [/r]"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (CS1001, ("/r/X.cs(1,7)", "CS1001", "Identifier expected")),
        (WINDOWS, (r"C:\r\X.cs(1,7)", "CS1002", "; expected")),
        (MSBUILD, ("MSBUILD", "MSB1009", "Project file does not exist.")),
        (ANALYSER, ("/r/X.cs(3,4)", "xUnit1051", "Calls to methods")),
        (SECOND, ("/r/Y.cs(2,2)", "CS2", "yes")),
        ("something\nbroke", ("dotnet", "", "broke")),
        ("", ("dotnet", "", "it said nothing")),
    ],
)
def test_first_fault_is_taken_apart(said: str, told: tuple[str, str, str]) -> None:
    """Where, which, what; the last line where no error is named."""
    assert first_fault(said) == told


@pytest.mark.parametrize(
    ("said", "kind", "sentence"),
    [
        (
            "{0}/X.cs(1,7): error CS1001: Identifier expected [/r]",
            HarnessError,
            "failed: X.cs(1,7): CS1001 Identifier",
        ),
        (UNLOCKED, HarnessError, "--force-evaluate"),
        (
            UNREACHABLE,
            EnvironmentLacks,
            "NuGet's packages could not be had (Unable to load the service index.)",
        ),
    ],
)
def test_failed_build_is_one_sentence(
    dotnet: FakeDotnet, tmp_path: Path, said: str, kind: type[Exception], sentence: str
) -> None:
    """The first error, with the folder's own name left out."""
    dotnet.answers(build=f"echo '{said.format(tmp_path)}'; exit 1")
    with pytest.raises(kind) as raised:
        build(dotnet.path, tmp_path, tmp_path / "Main.slnf")
    assert sentence in str(raised.value)
    assert "\n" not in str(raised.value)


def test_build_leaves_no_server_and_keeps_to_the_lock_files(dotnet: FakeDotnet, tmp_path: Path) -> None:
    """So that nothing outlives it, and packages are those that were reviewed."""
    build(dotnet.path, tmp_path, tmp_path / "Main.slnf", ["-p:More=1"])
    [command] = dotnet.asked("build")
    for option in (
        "-nodeReuse:false",
        "-p:UseSharedCompilation=false",
        "-p:RestoreLockedMode=true",
        "-p:More=1",
    ):
        assert option in command
    environment = subject.build_environment(tmp_path)
    assert (environment["MSBUILDDISABLENODEREUSE"], environment["DOTNET_CLI_USE_MSBUILD_SERVER"]) == (
        "1",
        "0",
    )


@pytest.mark.parametrize("name", ["a;b", "100%", "$(HOME)", "a,b", "@(x)", "it's"])
def test_folder_is_escaped_for_msbuild(name: str) -> None:
    """It means some characters as its own: lists, properties, wildcards (86)."""
    option = property_of("ExamplesRoot", Path("/", name))
    value = option.removeprefix("-p:ExamplesRoot=")
    assert not set("$@'();,?*") & set(value)
    assert re.sub(r"%([0-9A-F]{2})", lambda code: chr(int(code[1], 16)), value) == f"/{name}"


@pytest.mark.parametrize("name", ['a"b', "a\nb", "a%3Bb", "my%20pairs"])
def test_folder_that_the_compiler_cannot_take_is_refused(name: str) -> None:
    """By name, in a sentence of one line: for `a%3Bb` the C# of its neighbour `a;b` was compiled (86)."""
    with pytest.raises(UsageError, match="Rename the folder") as raised:
        property_of("ExamplesRoot", Path("/", name))
    assert "\n" not in str(raised.value)


def test_checkout_that_msbuild_takes_for_another_is_refused(dotnet: FakeDotnet, tmp_path: Path) -> None:
    """NuGet looks for projects in the folder of the character that is meant (86)."""
    with pytest.raises(UsageError, match="%3B"):
        build(dotnet.path, tmp_path, tmp_path / "a%3Bb" / "Main.slnf")
    assert dotnet.asked("build") == []


def test_build_sees_no_variable_that_would_be_a_property(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """VERSION emptied tracked lock files; a proxy and NuGet's folder are needed (87)."""
    for name in (
        "VERSION",
        "Platform",
        "CONFIGURATION",
        "TargetFramework",
        "DOTNET_STARTUP_HOOKS",
        "DirectoryBuildPropsPath",
    ):
        monkeypatch.setenv(name, "x")
    for name in ("NUGET_PACKAGES", "https_proxy", "PATH", "TMPDIR"):
        monkeypatch.setenv(name, "kept")
    seen = subject.build_environment(tmp_path)
    assert [name for name, value in seen.items() if value == "x"] == []
    assert sorted(name for name, value in seen.items() if value == "kept") == [
        "NUGET_PACKAGES", "PATH", "TMPDIR", "https_proxy",
    ]  # fmt: skip


def test_settings_of_folders_above_are_closed_off() -> None:
    """Each kind of file that MSBuild, NuGet, the compiler and dotnet look for upwards stands in dotnet/ itself (88)."""
    for name in (
        "Directory.Build.props",
        "Directory.Build.targets",
        "Directory.Packages.props",
        "global.json",
    ):
        assert (ROOT / "dotnet" / name).is_file(), name
    assert "root = true" in (ROOT / "dotnet" / ".editorconfig").read_text(encoding="utf-8")
    assert "-noAutoResponse" in subject.OPTIONS
    assert "<NuGetAudit>false" in (ROOT / "dotnet" / "Directory.Build.props").read_text(encoding="utf-8")


@pytest.fixture
def fifo(tmp_path: Path) -> Path:
    """A pipe that the fake build and all below it hold open: its end tells theirs."""
    os.mkfifo(tmp_path / "fifo")
    return tmp_path / "fifo"


def test_hanging_build_is_ended(
    dotnet: FakeDotnet, tmp_path: Path, fifo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With all that it started."""
    monkeypatch.setattr(subject, "TIME_LIMIT_S", 0.2)
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    os.set_blocking(reader, True)
    dotnet.answers(build=f'exec 3> "{fifo}"; sleep 100 & wait')
    with pytest.raises(HarnessError, match="did not end within"):
        build(dotnet.path, tmp_path, tmp_path / "Main.slnf")
    with open(reader, "rb") as held:
        assert held.read() == b""


def test_sigterm_ends_the_build_too(dotnet: FakeDotnet, tmp_path: Path, fifo: Path) -> None:
    """No dotnet goes on after the one who asked for it; exit 143."""
    dotnet.answers(build=f'exec 3> "{fifo}"; echo started >&3; exec sleep 100')
    code = (
        "import sys; from pathlib import Path\n"
        "from compare.setup.dotnet import build; from compare.errors import Stopped\n"
        "try: build(Path(sys.argv[1]), Path(sys.argv[2]), Path('Main.slnf'))\n"
        "except Stopped as stopped: sys.exit(stopped.exit_code)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(dotnet.path), str(tmp_path)], cwd=ROOT) as asking:
        with open(fifo, encoding="utf-8") as held:
            assert held.readline() == "started\n"
            asking.send_signal(signal.SIGTERM)
            assert held.read() == ""
        assert asking.wait() == 143

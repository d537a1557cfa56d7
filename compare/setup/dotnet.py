"""The dotnet program: finding it, seeing that it will do, and building with it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from compare.errors import EnvironmentLacks, Exit, HarnessError, Stopped, UsageError
from compare.setup.asking import answer_of
from compare.setup.variables import is_passed

NEEDED_SDK = 10
TIME_LIMIT_S = 1200  # a native program took 580 s on two cores that eight builds shared
CURE = "Install it from https://dotnet.microsoft.com/download and start again."
QUIET = {
    "MSBUILDDISABLENODEREUSE": "1",
    "DOTNET_CLI_USE_MSBUILD_SERVER": "0",
    "DOTNET_CLI_TELEMETRY_OPTOUT": "1",
    "DOTNET_CLI_UI_LANGUAGE": "en",
    "DOTNET_NOLOGO": "1",
    "DOTNET_TieredPGO": "0",  # a compiler that ends within seconds has a quarter less to do without it
}
# Everything that runs ends with the build: no node, no server stays behind. No response file of a folder above counts.
OPTIONS = (
    *("-c", "Release", "-nologo", "-v", "q", "-noAutoResponse"),
    *("-nodeReuse:false", "-p:UseSharedCompilation=false"),
)
# What a build may know of the caller's variables, beside what examples may: MSBuild takes each one for a property.
PASSED = {"TMPDIR", "TEMP", "TMP", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "DOTNET_CLI_HOME"}
PASSED_LIKE = ("NUGET_", "SSL_CERT_", "XDG_")
SPECIAL = re.compile(r"[%$@'();,?*]")  # to MSBuild, within a property's value
FAULT = re.compile(
    r"(?P<where>.*?)\s*:\s*(?:fatal )?error (?P<code>[A-Za-z]+\d+)?\s*:\s*(?P<what>.*?)(?: \[[^\]]*\])?$"
)


def find_dotnet(environment: Mapping[str, str] = os.environ) -> Path:
    """The dotnet program: on the PATH, of DOTNET_ROOT or in ~/.dotnet; the first with an SDK that will do.

    Raises:
        EnvironmentLacks: there is none at all.
    """
    found = list(_candidates(environment))
    if not found:
        needed = f"the .NET SDK {NEEDED_SDK} or newer is needed"
        raise EnvironmentLacks(f"No dotnet was found (PATH, DOTNET_ROOT, ~/.dotnet); {needed}. {CURE}")
    fit = (path for path in found if any(major(version) >= NEEDED_SDK for version in sdk_folders(path)))
    return next(fit, found[0])


def _candidates(environment: Mapping[str, str]) -> Iterator[Path]:
    name = "dotnet.exe" if os.name == "nt" else "dotnet"
    on_path = shutil.which(name, path=environment.get("PATH", os.defpath))
    home = environment.get("USERPROFILE" if os.name == "nt" else "HOME", "")
    folders = [environment.get("DOTNET_ROOT", ""), os.path.join(home, ".dotnet") if home else ""]
    for place in [on_path, *(os.path.join(folder, name) for folder in folders if folder)]:
        if place and os.path.isfile(place) and os.access(place, os.X_OK):
            yield Path(place)


def sdk_folders(dotnet: Path) -> list[str]:
    """The SDK versions that lie beside a dotnet program, without starting it; none where it is a wrapper."""
    try:
        return sorted(os.listdir(Path(os.path.realpath(dotnet)).parent / "sdk"))
    except OSError:
        return []


def major(version: str) -> int:
    """The first number of a version; 0 where there is none."""
    number = re.match(r"\d+", version)
    return int(number[0]) if number else 0


def check_sdk(dotnet: Path, folder: Path) -> str:
    """See that the SDK that dotnet would use in a folder will do.

    Returns:
        its version.

    Raises:
        EnvironmentLacks: it is missing, pinned away by a global.json, or too old.
    """
    answer = ask(dotnet, ["--version"], folder)
    found = answer.stdout.strip()
    if answer.returncode == 0 and major(found) >= NEEDED_SDK:
        return found
    needed = f"the .NET SDK {NEEDED_SDK} or newer is needed"
    if answer.returncode == 0:
        raise EnvironmentLacks(f"{dotnet} has the .NET SDK {found or '(it names none)'}; {needed}. {CURE}")
    pin = re.search(r"global\.json file: (.+)", answer.stdout + answer.stderr)
    if pin:
        there = ", ".join(sdk_folders(dotnet)) or "none"
        raise EnvironmentLacks(
            f"{pin[1].strip()} asks for a .NET SDK that is not installed (there is: {there}); {needed}. "
            "Change that file, or install what it asks for."
        )
    raise EnvironmentLacks(f"{dotnet} has no .NET SDK (exit code {answer.returncode}); {needed}. {CURE}")


def ask(dotnet: Path, arguments: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Let dotnet answer a small question.

    Raises:
        EnvironmentLacks: it cannot be started, or does not answer.
    """
    try:
        return answer_of([dotnet, *arguments], 60, folder, build_environment(folder))
    except OSError as error:
        raise EnvironmentLacks(f"{dotnet} cannot be started: {error.strerror}. {CURE}") from None
    except subprocess.TimeoutExpired:
        raise EnvironmentLacks(f"{dotnet} {' '.join(arguments)} gave no answer within 60 s. {CURE}") from None


def build_environment(root: Path) -> dict[str, str]:
    """What dotnet is given: of the caller's variables those on the list, and those that keep it quiet and alone."""
    passed = {name: value for name, value in os.environ.items() if _is_passed(name)}
    environment = passed | QUIET
    if os.name == "posix" and not environment.get("HOME"):
        environment["DOTNET_CLI_HOME"] = str(root / ".parallax")
    return environment


def _is_passed(name: str) -> bool:
    return is_passed(name) or name.upper() in PASSED or name.upper().startswith(PASSED_LIKE)


def refuse_odd(folder: Path) -> None:
    """A folder's name may have what MSBuild and the compiler can take.

    Raises:
        UsageError: it has a quotation mark, a line break or a code such as %3B, for which MSBuild would read another
            folder: the one with the character that the code stands for.
    """
    if fault := re.search(r'["\x00-\x1f]|%[0-9A-Fa-f]{2}', str(folder)):
        raise UsageError(
            f"{str(folder)!r} has {fault[0]!r} in its name, which MSBuild does not take as it stands. "
            "Rename the folder; Python's side alone is run by --lanes python."
        )


def property_of(name: str, folder: Path) -> str:
    """The option that gives MSBuild a folder; what MSBuild would take for its own is escaped.

    Raises:
        UsageError: C# cannot be built in a folder of that name.
    """
    refuse_odd(folder)
    escaped = SPECIAL.sub(lambda special: f"%{ord(special[0]):02X}", str(folder))
    return f"-p:{name}={escaped}"


def build(dotnet: Path, root: Path, project: Path, properties: Sequence[str] = ()) -> None:
    """Restore from the lock files and build, within a time limit.

    Raises:
        HarnessError: the build failed; the message has its first error.
        EnvironmentLacks: NuGet's packages could not be had.
        UsageError: C# cannot be built in a folder of that name.
        Stopped: SIGTERM arrived meanwhile.
    """
    refuse_odd(project.parent)
    # By its name alone, in its own folder: in a path MSBuild would take some characters for its own.
    command = [dotnet, "build", project.name, *OPTIONS, "-p:RestoreLockedMode=true", *properties]
    try:
        with _started(command, root, project.parent) as process:
            output, _ = process.communicate(timeout=TIME_LIMIT_S)
    except subprocess.TimeoutExpired:
        raise HarnessError(f"`dotnet build` did not end within {TIME_LIMIT_S} s; it was ended.") from None
    if process.returncode:
        raise _failure(output, root)


def run(dotnet: Path, folder: Path, command: Sequence[object]) -> str:
    """Let a program of ours run, within a time limit; gives what it printed.

    Raises:
        HarnessError: it failed; the message has its last line.
        Stopped: SIGTERM arrived meanwhile.
    """
    name = Path(str(command[0])).name
    try:
        with _started([dotnet, *command], folder) as process:
            output, _ = process.communicate(timeout=TIME_LIMIT_S)
    except subprocess.TimeoutExpired:
        raise HarnessError(f"{name} did not end within {TIME_LIMIT_S} s; it was ended.") from None
    if process.returncode:
        said = next((line.strip() for line in output.splitlines() if line.strip()), "it said nothing")
        raise HarnessError(f"{name} failed (exit code {process.returncode}): {said[:400]}")
    return output


@contextmanager
def _started(
    command: Sequence[object], root: Path, folder: Path | None = None
) -> Iterator[subprocess.Popen[str]]:
    """A process that ends with the block, and all that it started with it; on SIGTERM too."""
    with _Sigterm() as sigterm:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            env=build_environment(root),
            cwd=folder or root,
            start_new_session=os.name == "posix",  # so that all of it can be ended at once
        )
        try:
            sigterm.ends(process)
            yield process
        finally:
            _kill(process)
            process.wait()
            if process.stdout:
                process.stdout.close()


class _Sigterm:
    """Lets SIGTERM end a build too, where nobody has said what else it shall do.

    An exception out of the handler could come while the process is being started, and lose it.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._came = False
        main = threading.current_thread() is threading.main_thread()
        self._ours = main and signal.getsignal(signal.SIGTERM) == signal.SIG_DFL

    def __enter__(self) -> _Sigterm:
        if self._ours:
            signal.signal(signal.SIGTERM, self._handle)
        return self

    def _handle(self, _number: int, _frame: FrameType | None) -> None:
        self._came = True
        if self._process:
            _kill(self._process)

    def ends(self, process: subprocess.Popen[str]) -> None:
        """From now on, or if it came meanwhile, SIGTERM ends this process."""
        self._process = process
        if self._came:
            _kill(process)

    def __exit__(self, *_: object) -> None:
        if self._ours:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
        if self._came:
            raise Stopped(Exit.TERMINATED)


def _kill(process: subprocess.Popen[str]) -> None:
    """End a process and all below it, without waiting; nothing happens where it was collected already."""
    if process.returncode is not None:
        return
    if os.name != "posix":
        subprocess.run(["taskkill", "/T", "/F", "/PID", str(process.pid)], capture_output=True, check=False)
        return
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def _failure(output: str, root: Path) -> HarnessError | EnvironmentLacks:
    where, code, what = first_fault(output)
    where = where.replace(str(root) + os.sep, "")
    if code in ("NU1101", "NU1102", "NU1301"):
        return EnvironmentLacks(
            f"NuGet's packages could not be had ({what}) "
            "Connect to the network once; what was downloaded is kept."
        )
    if code == "NU1004":
        return HarnessError(
            f"{where}: its lock of packages does not fit (NU1004). "
            f"`dotnet restore {where} --force-evaluate` writes it anew."
        )
    return HarnessError(f"`dotnet build` failed: {where}: {code} {what}".replace(":  ", ": "))


def first_fault(output: str) -> tuple[str, str, str]:
    """Where, which and what the first error of a build was."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    for line in lines:
        fault = FAULT.match(line)
        if fault:
            return fault["where"], fault["code"] or "", fault["what"][:400]
    return "dotnet", "", lines[-1][:400] if lines else "it said nothing"

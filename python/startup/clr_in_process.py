"""Starts a Python process that loads .NET, and a .NET process: what each costs before its first line.

There are two ways to use .NET from Python: beside it, as a process to talk to, or inside it. pythonnet loads
.NET's runtime (CoreCLR) into the Python process, and `import clr` makes its classes importable. A call then
takes microseconds instead of a message there and back, but the start takes longer than that of a .NET
program: the interpreter, the runtime, and the bridge between them. To whoever asks the system it is one
process. Python 2's pythonnet loaded the .NET Framework or Mono; today `load` names the runtime.

When such a process ends, pythonnet takes .NET down with care, object by object, which takes as long again.
The system frees everything anyway, so this child goes without. (`os._exit`, which ends a process at once,
would leave the runtime's temporary files behind.) Only a process that lives on would need `unload`.
"""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

PROGRAM = """
import atexit, os, pythonnet
pythonnet.load("coreclr")
import clr
from System import Environment
from System.Runtime.InteropServices import RuntimeInformation
atexit.unregister(pythonnet.unload)
print(RuntimeInformation.FrameworkDescription.split()[0], os.getpid(), Environment.ProcessId)
"""


def prepare(parameters):
    # What starts the C# text's child begins with the program `dotnet`; pythonnet shall find the same .NET.
    dotnet = parameters.counterpart
    command = dotnet if parameters.variant == "own-process" else [sys.executable, "-c", PROGRAM]
    return SimpleNamespace(command=command, dotnet_root=str(Path(dotnet[0]).resolve().parent))


def run(state, trace):
    trace.event("step", item="start")
    # [step: start the program]
    surroundings = os.environ | trace.environment() | {"DOTNET_ROOT": state.dotnet_root}
    with subprocess.Popen(state.command, stdout=subprocess.PIPE, text=True, env=surroundings) as child:
        # [step: hear from it]
        # What speaks, and the process id: in Python's words, where there is Python, and in .NET's.
        framework, *pids = child.stdout.readline().split()
        trace.event("step", item="heard")
        # [step: wait for its end]
        child.wait()
    trace.event("step", item="ended")
    return {
        "framework": framework,
        "another_process": str(os.getpid()) not in pids,
        "one_with_python": len(pids) == 2 and pids[0] == pids[1],
        "exit_code": child.returncode,
    }


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)

"""What does it cost to have .NET inside a Python process, compared with a .NET process of its own?

Python can use .NET in a process of its own, and send messages to it. Or pythonnet loads its runtime (CoreCLR) into
the Python process: calls then take microseconds, but the start takes longer. Without `load` it looks for Mono, on
Windows for the .NET Framework. C# that Native AOT compiled into a library is loaded by `ctypes.CDLL`, as C is.
"""

import atexit
import os
import subprocess
import sys
import time


def own_process(command):
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        line = child.stdout.readline().rstrip()
        return line, child.wait()


def in_process(python):
    return own_process([*python, __file__, "inside"])


def inside():
    """What the child does: it prints its runtime, and the process id as Python and .NET know it."""
    import pythonnet

    pythonnet.load("coreclr")
    import clr  # noqa: F401  from here on .NET's namespaces can be imported
    from System import Environment
    from System.Runtime.InteropServices import RuntimeInformation

    atexit.unregister(pythonnet.unload)  # slow, and of no use: the process ends here
    print(RuntimeInformation.FrameworkDescription.split()[0], os.getpid(), Environment.ProcessId)


def main():
    for way, command in ((own_process, ["dotnet", "--version"]), (in_process, [sys.executable])):
        start = time.perf_counter()
        print(way.__name__, way(command), f"{time.perf_counter() - start:.2f} s")


if __name__ == "__main__":
    inside() if sys.argv[1:] == ["inside"] else main()

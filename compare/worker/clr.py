"""The way from Python to C# of lane pythonnet: CoreCLR, loaded into this process."""

from __future__ import annotations

import os

from compare.worker.bridge import Bridge


def load(worker_dll: str, dotnet: str) -> Bridge:
    """Load CoreCLR and the worker's assembly.

    Args:
        worker_dll: Parallax.Worker.dll; its runtimeconfig stands beside it.
        dotnet: the dotnet program, for children of C# examples.
    """
    import pythonnet

    assembly = os.path.splitext(worker_dll)[0]
    pythonnet.load("coreclr", runtime_config=f"{assembly}.runtimeconfig.json")
    import clr

    clr.AddReference(assembly)
    from Parallax.Worker import InProcess

    InProcess.Configure(dotnet, worker_dll)
    host = InProcess()
    return Bridge(
        InProcess.Facts,
        InProcess.ProcessId,
        host.Handle,
        host.Begin,
        host.RunOnce,
        host.End,
        InProcess.Collect,
    )

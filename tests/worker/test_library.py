"""A native library called by ctypes: what crosses, and that both sides name the same functions."""

from __future__ import annotations

import re
import subprocess
from ctypes import c_bool, c_char_p, c_int32, c_int64
from pathlib import Path

import pytest

from compare.setup.native import linker
from compare.worker.library import FUNCTIONS, load
from tests.worker.client import ROOT

EXPORTS = ROOT / "dotnet" / "Native" / "Exports.cs"
TYPES = {"nint": c_char_p, "int": c_int32, "long": c_int64, "byte": c_bool, "void": None}

# Stands for the library: an answer is its question, or what was counted of all questions.
LIBRARY = """
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
static char answer[200];
static int64_t state;
static int runs, collected;
char *parallax_start(char *program) { snprintf(answer, 200, "children by %s", program); return answer; }
int32_t parallax_process_id(void) { return 7; }
char *parallax_handle(char *request) { snprintf(answer, 200, "<%s>", request); return answer; }
void parallax_begin(int64_t given) { state = given; }
bool parallax_run_once(void) { return ++runs < 2; }
char *parallax_end(int64_t elapsed, int64_t cpu) {
    snprintf(answer, 200, "%lld %lld %lld %d", (long long)state, (long long)elapsed, (long long)cpu, collected);
    return answer;
}
void parallax_collect(void) { collected++; }
"""


def test_what_crosses_is_not_changed(tmp_path: Path) -> None:
    """Texts beyond ASCII, numbers beyond 32 bits, a truth; an answer outlives the next one."""
    if not linker():
        pytest.skip("needs gcc or clang")
    source, library = tmp_path / "library.c", tmp_path / "library.so"
    source.write_text(LIBRARY, encoding="utf-8")
    subprocess.run([linker(), "-shared", "-fPIC", "-o", library, source], check=True, timeout=60)
    bridge = load(str(library), "/a/Prögramm")
    assert bridge.process_id() == 7
    first = bridge.handle("gefragt: 问")
    assert (first, bridge.handle("2"), bridge.facts()) == ("<gefragt: 问>", "<2>", "children by /a/Prögramm")
    bridge.begin(2**40)
    assert [bridge.once(), bridge.once()] == [True, False]
    bridge.collect()
    assert bridge.end(2**33, 2**62) == f"{2**40} {2**33} {2**62} 1"


def test_csharp_exports_what_python_calls() -> None:
    """By name and by type; red where either side is changed alone."""
    found = re.findall(
        r'EntryPoint = "parallax_(\w+)"\)\]\s+public static (\w+) \w+\(([^)]*)\)', EXPORTS.read_text("utf-8")
    )
    assert {
        name: (TYPES[gives], *(TYPES[one.split()[0]] for one in takes.split(",") if one))
        for name, gives, takes in found
    } == FUNCTIONS

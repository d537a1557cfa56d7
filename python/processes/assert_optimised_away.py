"""What does an assertion check, and what happens where assertions were removed from the program?

`assert condition, message` raises AssertionError if the condition is false. It is for the author: it states
what is true in a program without bugs. `-O` (or PYTHONOPTIMIZE=1) removes all assertions, those of libraries
too. So check input by an exception. In C# a Release build has no Debug.Assert, and no `catch` catches a
failed assertion. Do not write `assert (b != 0, "message")`: a tuple is always true.
"""

import subprocess
import sys


def kept(command, a, b):
    return run([*command, "asserted", str(a), str(b)])


def removed(command, a, b):
    """The same program with -O."""
    python, *script = command
    return run([python, "-O", *script, "asserted", str(a), str(b)])


def exception(command, a, b):
    """`if` and `raise` are there with -O, too."""
    python, *script = command
    return run([python, "-O", *script, "checked", str(a), str(b)])


def run(command):
    return subprocess.run(command, capture_output=True, text=True)


def asserted(a, b):
    assert b != 0, "b must not be 0"
    return a // b


def checked(a, b):
    if b == 0:
        raise ValueError("b must not be 0")
    return a // b


def program(check, a, b):
    """What the child does: it divides."""
    try:
        print(checked(int(a), int(b)) if check == "checked" else asserted(int(a), int(b)))
    except Exception as error:
        print("caught", type(error).__name__)
        raise  # it ends the program


def main():
    for way in (kept, removed, exception):
        ended = way([sys.executable, __file__], 7, 0)
        print(f"{way.__name__}, 7 / 0: {ended.stdout.strip()}, exit code {ended.returncode}")


if __name__ == "__main__":
    program(*sys.argv[1:]) if sys.argv[1:] else main()

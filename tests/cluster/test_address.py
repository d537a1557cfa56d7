"""Which addresses `--on` takes."""

from __future__ import annotations

import pytest

from compare.cluster.address import Address, parse_address
from compare.errors import UsageError


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("local:2", Address(local=2)),
        ("tcp://127.0.0.1", Address(url="tcp://127.0.0.1:8786", loopback="127.0.0.1")),
        ("tcp://localhost:9000", Address(url="tcp://localhost:9000", loopback="localhost")),
        ("tcp://[::1]:8786", Address(url="tcp://[::1]:8786", loopback="::1")),
        ("tls://lab.example:8786", Address(url="tls://lab.example:8786", encrypted=True)),
    ],
)
def test_what_is_taken(text: str, meant: Address) -> None:
    """This machine, or an address with TLS."""
    assert parse_address(text, insecure=False) == meant


@pytest.mark.parametrize("host", ["10.0.0.7", "lab.example", "0.0.0.0", "localhost.evil.example", "[::]"])
def test_without_tls_only_this_machine(host: str) -> None:
    """Anybody there could run programs on the workers: the user must say that they accept it."""
    with pytest.raises(UsageError, match="without TLS, anybody on that network"):
        parse_address(f"tcp://{host}:8786", insecure=False)
    assert parse_address(f"tcp://{host}:8786", insecure=True).url == f"tcp://{host}:8786"


@pytest.mark.parametrize(
    "text",
    [
        "local:0",
        "local:",
        "local:x",
        "local:65",
        "8786",
        "http://127.0.0.1",
        "tcp://",
        "tcp://a b",
        "tcp://a:99999",
    ],
)
def test_what_is_no_address(text: str) -> None:
    """One sentence with what it takes."""
    with pytest.raises(UsageError, match="--on"):
        parse_address(text, insecure=True)

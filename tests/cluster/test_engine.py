"""What Dask's client says of a cluster, and what is made of it."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import pytest

from compare.cluster.job import job_of
from compare.errors import EnvironmentLacks
from compare.plan.options import Options

pytestmark = pytest.mark.skipif(
    not find_spec("distributed"), reason="Dask is not installed: pip install distributed"
)


class Client:
    """Dask's, whose details of workers are empty each time that it has refreshed them for itself."""

    status = "running"

    def __init__(self, names: dict[str, str], *empty: bool) -> None:
        self.names = names
        self.empty = list(empty)

    def nthreads(self) -> dict[str, int]:
        """Asked anew each time."""
        if "gone" in self.names:
            raise OSError
        return dict.fromkeys(self.names, 1)

    def scheduler_info(self) -> dict[str, Any]:
        """Asked anew, and yet what the client has last."""
        some = {} if self.empty and self.empty.pop(0) else self.names
        return {"workers": {url: {"name": name} for url, name in some.items()}}


def test_no_worker_is_lost_because_the_client_refreshed_its_details(monkeypatch: pytest.MonkeyPatch) -> None:
    """Red where the client's details decide who is there: under load, all workers were lost at once."""
    from compare.cluster import engine

    monkeypatch.setattr(engine, "TICK_S", -1)
    client = Client({"tcp://a": "lab-1"}, False, True, True)
    cluster = engine.DaskCluster(client, job_of(Options()))
    assert cluster.hosts() == {"tcp://a": "lab-1"}
    client.names = {"tcp://a": "lab-1", "tcp://b": "lab-2"}
    assert [dict(cluster.hosts()) for _ in range(3)] == [{"tcp://a": "lab-1"}] * 2 + [client.names]
    client.names = {"tcp://b": "lab-2"}
    assert cluster.hosts() == client.names
    client.names = {"gone": ""}
    with pytest.raises(EnvironmentLacks, match="The scheduler is gone"):
        cluster.hosts()

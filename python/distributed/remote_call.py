"""A function runs in another process: what is copied, which order is kept, is the same call run again?

`submit` sends a function with its arguments through the scheduler to a worker, a process on this machine or on
another one, and gives a future at once. Arguments and results are copied: what the worker does to its list, the
caller's own does not show. Calls that are submitted together run at once, and end in any order; `gather` gives
the results in the order of the futures. Dask takes a function for pure: as long as a future holds the result, the
same call is not run again. Say `pure=False` where it must be. An error comes out where the result is asked for.
"""

from distributed import Client, LocalCluster


def one_by_one(client, add_total, orders):
    """Each call waits for the one before it."""
    return [client.submit(add_total, order).result() for order in orders]


def together(client, add_total, orders):
    """All calls are under way at once."""
    futures = [client.submit(add_total, order) for order in orders]
    return client.gather(futures)


def again(client, add_total, order):
    """The same call again: its result is there already, and nothing is run."""
    first = client.submit(add_total, order)
    bill = first.result()
    return [bill, client.submit(add_total, order).result()]


def afresh(client, add_total, order):
    """For a function that has an effect, or gives another result each time."""
    first = client.submit(add_total, order, pure=False)
    bill = first.result()
    return [bill, client.submit(add_total, order, pure=False).result()]


def add_total(order):
    """What runs in a worker."""
    if not order:
        raise ValueError("an order without items")
    order.append(sum(order))  # to this worker's own copy
    return order


def main():
    with LocalCluster(n_workers=2, dashboard_address=None) as cluster, Client(cluster) as client:
        orders = [[3, 4], [5, 6]]
        print("one by one:", one_by_one(client, add_total, orders))
        print("together:", together(client, add_total, orders))
        for call in (again, afresh):
            print(f"{call.__name__}:", call(client, add_total, orders[0]))
        print("mine are as they were:", orders)


if __name__ == "__main__":
    main()

"""Many calls for a cluster: how many are at work at once, in which order do they end, what does one failure do?

`client.map` sends all calls at once, and the workers run as many as they have threads; the others wait. `gather`
gives the results in the order of the calls, and raises the first error at once, while the others run on.
`as_completed` gives the futures in the order in which they end, and more can be added to it: so no more than a few
are under way. `wait` waits for all and raises nothing; each future says how it ended. Grains have no such limit of
their own: all calls begin at once, unless a SemaphoreSlim holds them back.
"""

from distributed import Client, LocalCluster, as_completed, wait


def in_order(client, divisors, numbers):
    """All at once; the results stand in the order of the numbers."""
    return client.gather(client.map(divisors, numbers))


def as_they_end(client, divisors, numbers):
    """All at once; the results come in the order in which the calls end."""
    return [future.result() for future in as_completed(client.map(divisors, numbers))]


def at_most(client, divisors, numbers, limit):
    """A few at once: for each call that has ended another one is sent."""
    futures = client.map(divisors, numbers[:limit])
    running = as_completed(futures)
    for number in numbers[limit:]:
        next(running)  # one has ended
        futures.append(client.submit(divisors, number))
        running.add(futures[-1])
    return client.gather(futures)


def outcomes(client, divisors, numbers):
    """All at once; what fails does not spoil the others' results."""
    futures = client.map(divisors, numbers)
    wait(futures)
    return [future.result() if future.status == "finished" else None for future in futures]


def divisors(number):
    """What runs in a worker."""
    if number < 1:
        raise ValueError(f"{number} has no number of divisors")
    return sum(number % by == 0 for by in range(1, number + 1))


def main():
    with LocalCluster(n_workers=2, dashboard_address=None) as cluster, Client(cluster) as client:
        numbers = [6, 28, 13, 9]
        print("in order:", in_order(client, divisors, numbers))
        print("as they end:", sorted(as_they_end(client, divisors, numbers)))
        print("two at most:", at_most(client, divisors, numbers, 2))
        print("one fails:", outcomes(client, divisors, [6, 28, 13, 0]))


if __name__ == "__main__":
    main()

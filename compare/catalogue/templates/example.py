"""Ask several services together; one fails: when is the caller told?

Tell here, for a learner, what there is to see: one idea a sentence, the standard term first. `asyncio.gather` raises
the first error at once, and the others run on. C#'s `Task.WhenAll` waits for all of them first.
"""

import asyncio


async def one_by_one(questions):
    """Ask the next when the one before has answered; the first error ends it all."""
    return [await ask() for ask in questions]


async def together(questions):
    """Ask all at once; the answers stand in the order of the questions."""
    return await asyncio.gather(*(ask() for ask in questions))


async def main():
    """Ask two services in both ways."""

    async def three():
        await asyncio.sleep(0.1)
        return 3

    async def four():
        await asyncio.sleep(0.2)
        return 4

    for way in (one_by_one, together):
        print(way.__name__, await way([three, four]))


if __name__ == "__main__":
    asyncio.run(main())

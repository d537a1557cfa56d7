"""I stop reading a stream early: when does it clean up?

An async generator is a stream: `async for` pulls one item after the other, so nothing runs ahead of its
reader. Its `finally` runs when the generator ends, by itself, by an error, or by `aclose`. After a `break` or
a `return` the event loop closes it some time later; `aclosing` closes it at the end of the block. C#'s `await
foreach` does that by itself.
"""

import asyncio
from contextlib import aclosing


async def lines(read, close):
    """Reads as long as it is asked to, and closes what it read from."""
    try:
        while (line := await read()) is not None:
            yield line
    finally:
        await close()


async def whole(read, close):
    return [line async for line in lines(read, close)]


async def early(read, close, wanted):
    """Stops at the first hit; the generator is closed later."""
    async for line in lines(read, close):
        if line == wanted:
            return line
    return None


async def closing(read, close, wanted):
    """Stops at the first hit, and the generator is closed before it returns."""
    async with aclosing(lines(read, close)) as stream:
        async for text in stream:
            if text == wanted:
                return text
    return None


async def main():
    async def close():
        print("closed")

    for search in (early, closing):
        letters = asyncio.Queue()
        for letter in "abc":
            letters.put_nowait(letter)
        print(search.__name__, "found", await search(letters.get, close, "b"))
        await asyncio.sleep(0.01)


if __name__ == "__main__":
    asyncio.run(main())

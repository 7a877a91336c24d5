# SPDX-License-Identifier: MIT
"""aiohttp on uvloop for clients.sh: aiohttp_client.py PORT AUTHORITIES|- SIZE CONCURRENCY REQUESTS"""

import asyncio
import resource
import ssl
import sys
import time

import aiohttp
import uvloop


def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return (used.ru_utime + used.ru_stime) * 1e6


async def main():
    port, authorities = sys.argv[1:3]
    size, concurrency, requests = map(int, sys.argv[3:6])
    plain = authorities == "-"
    url = f"http{'' if plain else 's'}://127.0.0.1:{port}/{size}"
    trust = None if plain else ssl.create_default_context(cafile=authorities)
    left = 5 * concurrency + requests
    begun = ()

    async def work(session):
        nonlocal left, begun
        while left > 0:
            if left == requests:
                begun = cpu(), time.monotonic()
            left -= 1
            async with session.get(url) as answer:
                body = await answer.read()
                if answer.status != 200 or len(body) != size:
                    sys.exit(f"an answer of {len(body)} bytes with status {answer.status}")

    connector = aiohttp.TCPConnector(limit=concurrency, ssl=trust)
    fields = {"User-Agent": "aiohttp", "Accept-Encoding": "identity"}
    async with aiohttp.ClientSession(connector=connector, headers=fields, auto_decompress=False) as session:
        await asyncio.gather(*(work(session) for _ in range(concurrency)))
        print(f"{(cpu() - begun[0]) / requests:.3f} {requests / (time.monotonic() - begun[1]):.0f}")


uvloop.install()
asyncio.run(main())

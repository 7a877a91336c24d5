#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The concurrent original: one loop (uvloop), whose page asks for all lists at once with asyncio.gather through
aiohttp.  Its token and its connections are kept for the life of the process."""
import asyncio
import ssl

import aiohttp
import aiohttp.web
import uvloop

import horizon_page as page

TIMEOUT = aiohttp.ClientTimeout(total=None, sock_connect=10, sock_read=120)


class Horizon:
    def __init__(self, cloud):
        self._cloud = cloud
        self._token, self._renewal = None, asyncio.Lock()
        tls = ssl.create_default_context(cafile=cloud.ca_file)
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0, ssl=tls), timeout=TIMEOUT,
                                              cookie_jar=aiohttp.DummyCookieJar())

    async def page(self):
        results = await asyncio.gather(*map(self._names, page.ASKED))
        return page.render(dict(zip(page.ASKED, results)))

    async def close(self):
        await self._session.close()

    async def _names(self, resource):
        try:
            walk = page.walk(resource, (await self._valid_token()).endpoint(resource))
            url = next(walk)
            while True:
                document = await self._get(resource, url)
                try:
                    url = walk.send(document)
                except StopIteration as end:
                    return end.value
        except (page.Unavailable, aiohttp.ClientError, asyncio.TimeoutError, ValueError, KeyError) as error:
            return error

    async def _get(self, resource, url):
        token = await self._valid_token()
        status, body = await self._exchange(url, token.headers(resource))
        if status == 401:
            token = await self._valid_token(refused=token)
            status, body = await self._exchange(url, token.headers(resource))
        return page.document(resource, status, body)

    async def _exchange(self, url, headers):
        for last in (False, True):
            try:
                async with self._session.get(url, headers=headers) as answer:
                    return answer.status, await answer.read()
            except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
                if last:               # the first may have met a kept connection that the server had closed
                    raise

    async def _valid_token(self, refused=None):
        """The token in use; a new one when there is none, or when the one in use is the one that was refused."""
        async with self._renewal:
            if self._token is refused:
                async with self._session.post(self._cloud.token_url, json=self._cloud.token_body) as answer:
                    self._token = page.Token(self._cloud, answer.status, answer.headers, await answer.read())
            return self._token


async def application():
    horizon = Horizon(page.Cloud())

    async def index(_):
        return aiohttp.web.Response(body=await horizon.page(), content_type='text/plain', charset='utf-8')

    async def health(_):
        return aiohttp.web.Response(text='ok\n')

    app = aiohttp.web.Application()
    app.add_routes([aiohttp.web.get('/', index), aiohttp.web.get('/healthz', health)])
    app.on_cleanup.append(lambda _: horizon.close())
    return app


if __name__ == '__main__':
    host, port = page.listen_address(__doc__)
    uvloop.install()
    aiohttp.web.run_app(application(), host=host, port=port, backlog=512, access_log=None, print=None)

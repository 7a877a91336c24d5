#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The sequential original: a server with a thread per user, whose page asks for one list after another through
requests.  Its token and its connections are kept for the life of the process."""
import http.server
import threading

import requests
import urllib3

import horizon_page as page

TIMEOUT = (10, 120)          # seconds: to connect, and between two reads


class Horizon:
    def __init__(self, cloud):
        self._cloud = cloud
        self._token, self._renewal = None, threading.Lock()
        self._sessions = {services: self._session() for services in {('identity',), *(r.services for r in page.ASKED)}}

    def page(self):
        return page.render({resource: self._names(resource) for resource in page.ASKED})

    def _session(self):
        session = requests.Session()
        session.trust_env = False          # no look for proxies and .netrc in every request
        session.verify = self._cloud.ca_file or True
        once_more = urllib3.util.Retry(1, respect_retry_after_header=False)   # a kept connection may be closed by now
        adapter = requests.adapters.HTTPAdapter(pool_maxsize=256, max_retries=once_more)
        session.mount('http://', adapter)
        session.mount('https://', adapter)
        return session

    def _names(self, resource):
        try:
            walk = page.walk(resource, self._valid_token().endpoint(resource))
            url = next(walk)
            while True:
                url = walk.send(self._get(resource, url))
        except StopIteration as end:
            return end.value
        except (page.Unavailable, requests.RequestException, ValueError, KeyError) as error:
            return error

    def _get(self, resource, url):
        session, token = self._sessions[resource.services], self._valid_token()
        answer = session.get(url, headers=token.headers(resource), timeout=TIMEOUT)
        if answer.status_code == 401:
            token = self._valid_token(refused=token)
            answer = session.get(url, headers=token.headers(resource), timeout=TIMEOUT)
        return page.document(resource, answer.status_code, answer.content)

    def _valid_token(self, refused=None):
        """The token in use; a new one when there is none, or when the one in use is the one that was refused."""
        with self._renewal:
            if self._token is refused:
                answer = self._sessions['identity',].post(self._cloud.token_url, json=self._cloud.token_body,
                                                          timeout=TIMEOUT)
                self._token = page.Token(self._cloud, answer.status_code, answer.headers, answer.content)
            return self._token


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    disable_nagle_algorithm = True
    wbufsize = -1                # head and body in one write

    def do_GET(self):
        body = {'/': self.server.horizon.page, '/healthz': lambda: b'ok\n'}.get(self.path)
        text = body() if body else b'not found\n'
        self.send_response(200 if body else 404)
        self.send_header('Content-Type', 'text/plain; charset=utf-8')
        self.send_header('Content-Length', str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 512


if __name__ == '__main__':
    server = Server(page.listen_address(__doc__), Handler)
    server.horizon = Horizon(page.Cloud())
    server.serve_forever()

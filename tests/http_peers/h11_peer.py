# SPDX-License-Identifier: MIT
"""h11. One row a line: "response|request METHOD HEX"; answers as table.py says."""

import sys

import h11


def hexed(data):
    return bytes(data).hex() or "-"


def connection(kind, method):
    if kind == "request":
        return h11.Connection(h11.SERVER)
    client = h11.Connection(h11.CLIENT)
    client.send(h11.Request(method=method, target="h:443" if method == "CONNECT" else "/", headers=[("Host", "h")]))
    client.send(h11.EndOfMessage())
    return client


def read(kind, method, data):
    peer = connection(kind, method)
    head, body, at = None, b"", 0
    try:
        while True:
            event = peer.next_event()
            if event is h11.NEED_DATA:
                if at == len(data):
                    break
                peer.receive_data(data[at : at + 1])
                at += 1
            elif isinstance(event, (h11.Request, h11.Response)):
                head = event
                if kind == "response" and method == "CONNECT" and 200 <= head.status_code < 300:
                    return message(kind, head, b"", "close", peer.trailing_data[0] + data[at:])
            elif isinstance(event, h11.Data):
                body += bytes(event.data)
            elif isinstance(event, h11.EndOfMessage):
                return message(kind, head, body, stays(peer), peer.trailing_data[0] + data[at:])
            elif isinstance(event, h11.InformationalResponse):
                continue
            else:
                return "refused\t%s\t-" % type(event).__name__
    except h11.RemoteProtocolError as error:
        return "refused\t%s\t%s" % (str(error)[:60], error.error_status_hint if kind == "request" else "-")
    try:
        peer.receive_data(b"")
        event = peer.next_event()
        while isinstance(event, h11.Data):
            body += bytes(event.data)
            event = peer.next_event()
        if isinstance(event, h11.EndOfMessage):
            return message(kind, head, body, "close", b"")  # there is nobody left
        return "truncated\t%s" % type(event).__name__
    except h11.RemoteProtocolError as error:
        return "truncated\t%s" % str(error)[:60]


def stays(peer):
    return "stay" if peer.their_state in (h11.DONE, h11.MIGHT_SWITCH_PROTOCOL) else "close"


def message(kind, head, body, then, left):
    version = b"HTTP/" + head.http_version
    if kind == "request":
        first = head.method + b" " + head.target + b" " + version
    else:
        first = str(head.status_code).encode() + (b" " + bytes(head.reason) if head.reason else b"")
    fields = ",".join("%s=%s" % (hexed(name), hexed(value)) for name, value in head.headers.raw_items())
    return "\t".join(["message", hexed(first), hexed(body), then, hexed(left), fields or "-"])


if sys.argv[1:] == ["--version"]:
    print("h11 " + h11.__version__)
else:
    for line in sys.stdin:
        row_kind, row_method, *row_data = line.split()
        print(read(row_kind, row_method, bytes.fromhex("".join(row_data))))

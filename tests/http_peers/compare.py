# SPDX-License-Identifier: MIT
"""Compares peers with the tables of tests/data/http:  compare.py NAME=COMMAND...

A command answers "--version" with a line; else it reads a line for every row, "response|request METHOD HEX", and writes one:

    message <tab> first line <tab> body <tab> stay|close <tab> left <tab> name=value,...     all but stay|close in HEX, - if empty
    refused <tab> why <tab> status or -
    truncated <tab> why                    it waits for more until the connection ends
"""

import pathlib
import re
import subprocess
import sys
import textwrap

here = pathlib.Path(__file__).resolve().parent
root = here.parent.parent
page = root / "docs" / "http-differences.md"


class Row:
    def __init__(self, kind, name):
        self.kind, self.name, self.bytes, self.keys, self.fields = kind, name, b"", {"method": "GET"}, {}

    @property
    def id(self):
        return self.kind + " [" + self.name + "]"


def unescaped(text):
    octets = {"r": "\r", "n": "\n", "t": "\t", "0": "\0", "\\": "\\", '"': '"'}
    one = lambda m: chr(int(m[0][2:], 16)) if m[0][1] == "x" else octets[m[0][1]]
    return re.sub(r"\\(x[0-9a-fA-F]{2}|.)", one, text).encode("latin-1")


def table(kind):
    rows = []
    for line in (root / "tests/data/http" / (kind + "s.txt")).read_text("ascii").splitlines():
        if not line or line[0] == "#":
            continue
        if line[0] == "[":
            rows.append(Row(kind, line[1:-1]))
        elif line[0] == ">":
            times, text = line[1:].split(" ", 1)
            rows[-1].bytes += unescaped(text) * int(times or 1)
        else:
            key, value = line.split(": ", 1)
            value = unescaped(value)
            if key == "field":
                name, value = value.split(b"=", 1)
                rows[-1].fields.setdefault(name.lower(), []).append(value)
            else:
                rows[-1].keys[key] = value.decode("latin-1")
    return rows


def expected(row):
    k = row.keys
    if "refused" in k:
        why, *status = k["refused"].split()
        if why in ("truncated", "no_response"):
            return {"what": "waits for more"}
        return {"what": "refuses", "status": status[0] if status else "-"}
    text = lambda key: k.get(key, "").encode("latin-1")
    out = {"what": "reads", "first": text("reads"), "body": text("body"), "then": k["then"], "left": text("left")}
    out["fields"] = row.fields
    return out


def answered(row, line):
    parts = line.rstrip("\n").split("\t")
    data = lambda digits: bytes.fromhex("" if digits == "-" else digits)
    if parts[0] == "truncated":
        return {"what": "waits for more"}
    if parts[0] == "refused":
        return {"what": "refuses", "status": parts[2]}
    if parts[0] != "message":
        sys.exit("what is this answer to %s: %s" % (row.id, line))
    out = {"what": "reads", "first": data(parts[1]), "body": data(parts[2]), "then": parts[3], "left": data(parts[4])}
    out["fields"] = {name: [] for name in row.fields}
    for pair in [] if parts[5] == "-" else parts[5].split(","):
        name, value = pair.split("=")
        if data(name).lower() in row.fields:
            out["fields"][data(name).lower()].append(data(value))
    return out


def shown(data):
    text = "".join(chr(b) if 32 <= b < 127 and b != 92 else {13: "\\r", 10: "\\n"}.get(b, "\\x%02x" % b) for b in data)
    if len(text) > 40:
        text = text[:30] + "…"
    return "`" + text.replace("|", "\\|").replace("`", "'") + "`" if text else "nothing"


def difference(want, got):
    """What the peer does and what was expected, each in words; nothing where they agree."""
    if want["what"] != got["what"]:
        return in_words(got), in_words(want)
    if want["what"] == "waits for more":
        return None
    if want["what"] == "refuses":
        if "-" in (want["status"], got["status"]) or want["status"] == got["status"]:
            return None
        return "refuses with " + got["status"], "refuses with " + want["status"]
    theirs, ours = [], []
    for key, words in (("first", "reads %s"), ("body", "body %s"), ("left", "%s left"), ("then", "then %s")):
        if want[key] != got[key]:
            for side, what in ((theirs, got[key]), (ours, want[key])):
                side.append(words % (what if key == "then" else shown(what)))
    for name in want["fields"]:
        if want["fields"][name] != got["fields"][name]:
            for side, what in ((theirs, got), (ours, want)):
                values = ", ".join(map(shown, what["fields"][name])) or "none"
                side.append(name.decode("latin-1") + " " + values)
    return (", ".join(theirs), ", ".join(ours)) if theirs else None


def in_words(outcome):
    if outcome["what"] == "refuses":
        return "refuses" + (" with " + outcome["status"] if outcome["status"] != "-" else "")
    if outcome["what"] != "reads":
        return outcome["what"]
    words = "reads %s, body %s" % (shown(outcome["first"]), shown(outcome["body"]))
    return words + (", %s left" % shown(outcome["left"]) if outcome["left"] else "") + ", then " + outcome["then"]


def reasons():
    """[(reason, {(peer, row id)})]: a paragraph, and below it, indented, "peer peer: response [row]"."""
    out = []
    for number, line in enumerate((here / "reasons.txt").read_text("utf-8").splitlines(), 1):
        if not line or line[0] == "#":
            continue
        if line[0] != " ":
            if not out or out[-1][1]:
                out.append([line, set()])
            else:
                out[-1][0] += " " + line
            continue
        match = re.fullmatch(r"  ([\w ]+): ((?:response|request) \[.+\])", line)
        if not match or not out:
            sys.exit("reasons.txt:%d: what is this?  %s" % (number, line))
        for peer in match[1].split():
            out[-1][1].add((peer, match[2]))
    return out


def main(arguments):
    peers = dict(argument.split("=", 1) for argument in arguments)
    rows = table("response") + table("request")
    text = "".join("%s %s %s\n" % (row.kind, row.keys["method"], row.bytes.hex()) for row in rows)
    versions, found = {}, {}
    for peer, command in peers.items():
        versions[peer] = subprocess.run(command + " --version", shell=True, check=True, capture_output=True, text=True).stdout.strip()
        lines = subprocess.run(command, shell=True, check=True, input=text, stdout=subprocess.PIPE, text=True).stdout.splitlines()
        if len(lines) != len(rows):
            sys.exit("%s gave %d answers to %d messages" % (peer, len(lines), len(rows)))
        for row, line in zip(rows, lines):
            apart = difference(expected(row), answered(row, line))
            if apart:
                found[peer, row.id] = apart

    given = reasons()
    faults = []
    named = set()
    for reason, cases in given:
        for case in sorted(cases):
            if case in named:
                faults.append("two reasons for %s: %s" % case)
            if case not in found:
                faults.append("a reason, but no difference: %s: %s" % case)
        named |= cases
    for case in found:
        if case not in named:
            faults.append("no reason: %s: %s    %s; the table: %s" % (case + found[case]))

    new = written(rows, peers, versions, found, given)
    if not page.exists() or page.read_text("utf-8") != new:
        faults.append("docs/http-differences.md was not up to date; it is now")
        page.write_text(new, "utf-8")
    for peer in peers:
        print("%s: %d of %d messages read otherwise" % (versions[peer], sum(p == peer for p, _ in found), len(rows)))
    print("\n".join(faults))
    return 1 if faults else 0


def written(rows, peers, versions, found, given):
    counts = {kind: sum(row.kind == kind for row in rows) for kind in ("response", "request")}
    out = [
        "# How others read the same messages",
        "",
        "`tests/data/http` holds %d responses and %d requests, with what the RFCs say of each. Sheaf's parsers read all of them so, in"
        % (counts["response"], counts["request"]),
        "whatever pieces they come. Other parsers were asked as well; this page lists every message that one of them reads otherwise,",
        "and why Sheaf does not. It is written by `tests/http_peers/run.sh`, which fails where a difference has no reason.",
        "",
        "| parser | reads as the table says | reads otherwise |",
        "| --- | --- | --- |",
    ]
    for peer in peers:
        count = sum(p == peer for p, _ in found)
        out.append("| %s | %d | %d |" % (versions[peer], len(rows) - count, count))
    order = {row.id: i for i, row in enumerate(rows)}
    by_id = {row.id: row for row in rows}
    for reason, cases in given:
        out += ["", *textwrap.wrap(reason, 128), "", "| message | rule | Sheaf | otherwise |", "| --- | --- | --- | --- |"]
        same = {}
        for case in sorted(cases & set(found), key=lambda case: (order[case[1]], list(peers).index(case[0]))):
            same.setdefault((case[1],) + found[case], []).append(case[0])
        for (row, theirs, ours), who in same.items():
            name = by_id[row].kind + ": " + by_id[row].name
            out.append("| %s | %s | %s | %s: %s |" % (name, by_id[row].keys["rule"], ours, ", ".join(who), theirs))
    return "\n".join(out) + "\n"


sys.exit(main(sys.argv[1:]))

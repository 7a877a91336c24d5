#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Shows of every quirk in *.txt that its handling is tested: removed, it makes the named test cases fail.

    tests/mutations/run.py [NAME...]   all of them, or some; JOBS (cores) at a time
    tests/mutations/run.py --docs      the rows of docs/quirks.md

Prints a table; ends with 1 where a mutation survives, does not apply or does not compile. A quirk is

    [name]
    quirk: what servers do
    sheaf: what Sheaf does about it
    in: include/sheaf/the/header.hpp
    - text of that header, found in it once, however it is laid out there; further lines of it likewise
    + what stands there instead; alone: nothing
    test: the/file_test.cpp: the test case, the first of them also in docs/quirks.md

with more than one "in", "-" and "test" where it takes them. The text is whole statements, or a part of an expression.

A test file is compiled once: with headers in which each mutation that is for it stands beside the text it replaces, switched on
by an environment variable. So its cases are first shown to pass, and then run once a mutation. "alone: why" is for what the
compiler evaluates, and has the file compiled for itself.
"""

import collections
import concurrent.futures
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = ROOT / "tests/mutations"
COMPILER = shlex.split(os.environ.get("CXX", "g++"))
OPTIONS = shlex.split("-std=c++20 -O0 -g0 -w -DSHEAF_CLOUDS_YAML=1 -DASIO_STANDALONE=1 -DASIO_HAS_CO_AWAIT=1 -DASIO_HAS_STD_ALIGNED_ALLOC=1")
LIBRARIES = shlex.split("-lsimdjson -lssl -lcrypto -lz -lyaml-cpp -pthread")
LONGEST_RUN = 90  # seconds

SWITCH = """
#include <cstdlib>
#include <string_view>
#include <type_traits>
namespace mutations {
inline const char* const wanted = std::getenv("SHEAF_MUTATION");
constexpr bool on(std::string_view name) { return !std::is_constant_evaluated() && wanted && name == wanted; }
}
"""


class Mutation:
    def __init__(self, name, place):
        self.name, self.place = name, place
        self.quirk = self.sheaf = ""
        self.alone = False
        self.tests = []    # (file, case)
        self.changes = []  # [header, old, new]

    def fault(self, text):
        return SystemExit(f"{self.place}: [{self.name}]: {text}")


def read(file):
    """The mutations of a file, in order."""
    found, header, before = [], None, ""
    for number, line in enumerate(file.read_text().splitlines(), 1):
        place = f"{file.relative_to(ROOT)}:{number}"
        if line.startswith("[") and line.endswith("]"):
            found.append(Mutation(line[1:-1], place))
        elif line.startswith(("-", "+")):
            kind, text, one = line[0], line[2:], found[-1]
            if kind == "-" and before != "-":
                one.changes.append([header, text, None])
            elif kind == "-":
                one.changes[-1][1] += "\n" + text
            else:
                one.changes[-1][2] = text if before == "-" else one.changes[-1][2] + "\n" + text
        elif line and not line.startswith("#"):
            key, _, value = line.partition(": ")
            if key == "in":
                header = value
            elif key == "test":
                found[-1].tests.append(tuple(value.split(": ", 1)))
            elif key == "alone":
                found[-1].alone = True
            elif key in ("quirk", "sheaf"):
                setattr(found[-1], key, value)
            else:
                raise SystemExit(f"{place}: what is {key!r}?")
        before = line[:1]
    return found


def title(file):
    return next(line[2:] for line in file.read_text().splitlines() if line.startswith("# ") and "SPDX" not in line)


def docs():
    for file in sorted(HERE.glob("*.txt")):
        print(f"## {title(file)}\n\n| what servers do | what Sheaf does | the test that fails without |\n| --- | --- | --- |")
        for m in read(file):
            test, case = m.tests[0]
            print(f"| {m.quirk} | {m.sheaf} | [{case}](../tests/{test}) |")
        print()


def switched(old, choices):
    """The text, and what it is with each of these mutations on: statements, or parts of an expression."""
    statement = old.rstrip().endswith((";", "}"))
    for m, new in choices:
        on = f'::mutations::on("{m.name}")'
        old = f"if ({on}) {{ {new} }} else {{ {old} }}" if statement else f"({on} ? ({new}) : ({old}))"
    return old


def find(old, text):
    """Where `old` stands in `text`, however either is laid out: [(begin, end)]."""
    places = [i for i, c in enumerate(text) if not c.isspace()]
    packed, wanted = "".join(text.split()), "".join(old.split())
    found, at = [], packed.find(wanted)
    while at != -1:
        found.append((places[at], places[at + len(wanted) - 1] + 1))
        at = packed.find(wanted, at + 1)
    return found


def mutated_headers(source, mutations, alone):
    """The headers that these change: {path: text}. With one alone it is just replaced."""
    edits = collections.defaultdict(dict)  # header: {(begin, end): [(mutation, new)]}
    for m in mutations:
        for header, old, new in m.changes:
            found = find(old, (source / header).read_text())
            if len(found) != 1:
                raise m.fault(f"found {len(found)} times in {header}, and not once: {old}")
            edits[header].setdefault(found[0], []).append((m, new or ""))
    out = {}
    for header, places in edits.items():
        text, next_begin = (source / header).read_text(), None
        for (begin, end), choices in sorted(places.items(), reverse=True):
            if next_begin is not None and end > next_begin:
                raise choices[0][0].fault("overlaps another mutation of the same tests: make one smaller, or both the same place")
            text = text[:begin] + (choices[0][1] if alone else switched(text[begin:end], choices)) + text[end:]
            next_begin = begin
        out[header] = text
    return out


class Program:
    """A test file with mutated headers. `elsewhere`: mutations of programs of their own, whose cases are to pass here."""

    def __init__(self, work, test, mutations, alone=False, elsewhere=()):
        self.test, self.mutations, self.alone, self.elsewhere = test, mutations, alone, elsewhere
        self.source = work / "source"
        self.folder = work / re.sub(r"\W", "_", test + ("." + mutations[0].name if alone else ""))

    def cases(self, mutations):
        """Each of these mutations with each of its cases in this file."""
        return [(m, case) for m in mutations for test, case in m.tests if test == self.test]

    def build(self, main):
        for header, text in mutated_headers(self.source, self.mutations, self.alone).items():
            path = self.folder / header
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        switch = self.folder / "switch.hpp"
        switch.parent.mkdir(parents=True, exist_ok=True)
        switch.write_text(SWITCH)
        return compiled(["-include", str(switch), f"-I{self.folder}/include", f"-I{self.source}/tests", f"-I{self.source}/include",
                         str(self.source / "tests" / self.test), str(main), "-o", str(self.folder / "tests")] + LIBRARIES)

    def run(self, mutation, case):
        """What became of one test case."""
        # doctest takes a comma for the end of a name.
        only = "--test-case=" + re.sub(r'[,"\\]', "?", case)
        try:
            done = subprocess.run([self.folder / "tests", only, "--case-sensitive=true", "--no-version"], timeout=LONGEST_RUN, text=True,
                                  errors="replace", stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                  env={**os.environ, "SHEAF_MUTATION": mutation})
        except subprocess.TimeoutExpired:
            return "hung"
        counted = re.search(r"test cases: *(\d+)", done.stdout)
        if counted and counted[1] != "1":
            return f"{counted[1]} such cases"
        if done.returncode == 0:
            return "passed"
        return "failed" if done.returncode == 1 and counted else f"crashed ({done.returncode})"


def compiled(arguments):
    """Nothing, or what the compiler says."""
    done = subprocess.run(COMPILER + OPTIONS + arguments, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return "" if done.returncode == 0 else done.stdout or f"ended with {done.returncode}"


def try_program(program, main):
    """Rows: (mutation, case, outcome, whether that is as it should be)."""
    said = program.build(main)
    if said:
        print(said[:4000], file=sys.stderr)
    rows = []
    for m, case in program.cases(program.mutations):
        outcome = "did not compile" if said else program.run(m.name, case)
        good = outcome in ("failed", "hung") or outcome.startswith("crashed")
        if not said and not program.alone:
            without = program.run("", case)
            if without != "passed":
                outcome, good = without + " without it", False
        rows.append((m, case, outcome if good else f"**{'survived' if outcome == 'passed' else outcome}**", good))
    for m, case in program.cases(program.elsewhere):
        without = "did not compile" if said else program.run("", case)
        if without != "passed":
            rows.append((m, case, f"**{without} without it**", False))
    return rows


def main():
    if sys.argv[1:2] == ["--docs"]:
        return docs()
    every = [m for file in sorted(HERE.glob("*.txt")) for m in read(file)]
    names = sys.argv[1:]
    chosen = [m for m in every if not names or m.name in names]
    unknown = set(names) - {m.name for m in every}
    if unknown:
        raise SystemExit("there is no mutation " + ", ".join(sorted(unknown)))

    with tempfile.TemporaryDirectory(prefix="sheaf-mutations-") as work:
        work = pathlib.Path(work)
        shutil.copytree(ROOT / "include", work / "source/include")
        shutil.copytree(ROOT / "tests", work / "source/tests", ignore=shutil.ignore_patterns("data"))
        main_object = work / "main.o"
        said = compiled([f'-DSHEAF_TEST_DATA="{ROOT}/tests/data"', f"-I{work}/source/tests", "-c", str(ROOT / "tests/main.cpp"), "-o",
                         str(main_object)])
        if said:
            raise SystemExit(said)
        together, apart = collections.defaultdict(list), collections.defaultdict(list)
        for m in chosen:
            for test in dict.fromkeys(test for test, _ in m.tests):
                (apart if m.alone else together)[test].append(m)
        programs = [Program(work, test, together[test], elsewhere=apart[test]) for test in {**together, **apart}]
        programs += [Program(work, test, [m], alone=True) for test, mutations in apart.items() for m in mutations]
        rows = []
        with concurrent.futures.ThreadPoolExecutor(int(os.environ.get("JOBS", os.cpu_count() or 1))) as pool:
            running = [pool.submit(try_program, program, main_object) for program in programs]
            for done in concurrent.futures.as_completed(running):
                rows += done.result()
                for m, case, outcome, good in done.result():
                    print(f"{'  ' if good else '! '}{m.name}: {outcome}", file=sys.stderr, flush=True)

    print("| quirk | handled in | test | outcome |\n| --- | --- | --- | --- |")
    order = {m.name: i for i, m in enumerate(every)}
    for m, case, outcome, _ in sorted(rows, key=lambda row: order[row[0].name]):
        where = ", ".join(dict.fromkeys(header.removeprefix("include/sheaf/") for header, _, _ in m.changes))
        print(f"| {m.quirk} | {where} | {case} | {outcome} |")
    bad = {m.name for m, _, _, good in rows if not good}
    print(f"\n{len(chosen) - len(bad)} of {len(chosen)} mutations make their tests fail")
    if bad:
        raise SystemExit("not so: " + ", ".join(sorted(bad)))


main()

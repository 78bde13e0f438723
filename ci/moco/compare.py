#!/usr/bin/env python3
"""Holds `ricochet stub` against Moco: see ci/on-moco. Exit 1: something differs that known.txt does not have, or known.txt has
what does not differ (any more)."""
import argparse
import importlib.util
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import servers  # noqa: E402
import websockets  # noqa: E402
import wire  # noqa: E402


def load_case(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def known_differences():
    """{"case / row": reason} of known.txt, in its order."""
    out = {}
    for number, line in enumerate((HERE / "known.txt").read_text().splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        row, separator, reason = line.partition("  -- ")
        if not separator or not reason.strip():
            sys.exit(f"ci/moco/known.txt:{number}: a line is \"case / row  -- reason\"")
        out[row.strip()] = reason.strip()
    return out


def one_row(row, moco, ours):
    """(same, Moco's text, our text)"""
    if row.steps:
        theirs, own = websockets.conversation(moco.port, row), websockets.conversation(ours.port, row)
        return theirs == own, theirs, own
    theirs = wire.exchange(moco.port, row, moco.mask)
    own = wire.exchange(ours.port, row, ours.mask)
    asked = [server.mask(server.upstream.take()) for server in (moco, ours)]
    same = all(a.same_as(b) for a, b in zip(theirs, own)) and asked[0] == asked[1]
    texts = ["\n".join(answer.text() for answer in answers) for answers in (theirs, own)]
    texts = [text + (f"\n  upstream was asked: {one}" if one else "") for text, one in zip(texts, asked)]
    return same, texts[0], texts[1]


def run_case(case, folder, commands, report):
    both = [servers.Server(case, f"{folder}/{name}", command) for name, command in commands.items()]
    try:
        started = [server.wait() for server in both]
        if not all(started):
            for name, server, up in zip(commands, both, started):
                if not up:
                    report(case.NAME, "start", False, f"{name} did not start", server.log())
            return
        for row in case.ROWS:
            report(case.NAME, row.name, *one_row(row, *both))
    finally:
        for server in both:
            server.stop()


def run_loads(case, folder, options, report):
    """Whether files are accepted: all of Moco's in one JVM."""
    names = {}
    folder = pathlib.Path(folder) / "loads"
    folder.mkdir()
    for number, (name, sessions) in enumerate(case.LOADS.items()):
        path = folder / f"{number}.json"
        path.write_bytes(servers.rows.content_of(sessions, "127.0.0.1:1"))
        names[str(path)] = name
    for name, value in getattr(case, "FILES", {}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(servers.rows.content_of(value, "127.0.0.1:1"))
    java = ["java", "-XX:TieredStopAtLevel=1", "-cp", f"{options.jars}/*", str(HERE / "Loads.java"), *names]
    out = subprocess.run(java, cwd=folder, capture_output=True, text=True, check=True).stdout
    verdicts = dict(line.split("\t")[1:3] for line in out.splitlines() if line.startswith("verdict\t"))
    for path, name in names.items():
        own = subprocess.run([options.ricochet, "check", "--resources", ".", path], cwd=folder, capture_output=True, text=True)
        verdict = "accepted" if own.returncode == 0 else "refused"
        report(case.NAME, f"start: {name}", verdicts[path].split(":")[0] == verdict, verdicts[path],
               verdict + "\n" + own.stderr)


class Report:
    def __init__(self, verbose):
        self.known = known_differences()
        self.verbose = verbose
        self.counts = {"same": 0, "known": 0, "differs": 0}
        self.seen = set()
        self.used = set()

    def __call__(self, case, row, same, theirs, own):
        key = f"{case} / {row}".replace("\r", " ").replace("\n", " ")
        if key in self.seen:
            sys.exit(f"two rows are called {key}")
        self.seen.add(key)
        known = key if not same and key in self.known else None
        self.used.add(known)
        verdict = "same" if same else "known" if known else "differs"
        self.counts[verdict] += 1
        if verdict != "differs" and not self.verbose:
            return
        print(f"  {verdict:8}{key}" + (f"  -- {self.known[known]}" if known else ""))
        if verdict == "differs" or self.verbose:
            for name, text in (("Moco", theirs), ("ours", own)):
                print("\n".join(f"      {name if i == 0 else '':5}| {line}" for i, line in enumerate(text.split("\n"))))

    def finish(self, all_cases):
        """The table, and the exit code."""
        stale = [known for known in self.known if known not in self.used] if all_cases else []
        for known in stale:
            print(f"  differs {known}  -- ci/moco/known.txt has it, but no row of that name differs: take it off")
        rows = sum(self.counts.values())
        print(f"{rows} rows: {self.counts['same']} same, {self.counts['known']} known differences (ci/moco/known.txt), "
              f"{self.counts['differs'] + len(stale)} to be looked at")
        return 1 if self.counts["differs"] or stale else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--jars", required=True, type=lambda path: pathlib.Path(path).resolve())
    parser.add_argument("--ricochet", required=True, type=lambda path: pathlib.Path(path).resolve())
    parser.add_argument("-v", "--verbose", action="store_true", help="show every row with both answers")
    parser.add_argument("cases", nargs="*", help="names of cases; none: all")
    options = parser.parse_args()
    there = {path.stem: path for path in sorted((HERE / "cases").glob("*.py"))}
    if unknown := [name for name in options.cases if name not in there]:
        sys.exit(f"there is no case {unknown[0]}; there are {', '.join(there)}")
    report = Report(options.verbose)
    commands = {"moco": servers.moco(options.jars), "ours": servers.ricochet(options.ricochet)}
    for name in options.cases or there:
        case = load_case(there[name])
        case.NAME = name
        print(f"{name}: {case.__doc__.strip().splitlines()[0]}", flush=True)
        before = dict(report.counts)
        with tempfile.TemporaryDirectory(prefix="on-moco-") as folder:
            if getattr(case, "ROWS", None):
                run_case(case, folder, commands, report)
            if getattr(case, "LOADS", None):
                run_loads(case, folder, options, report)
        print("  " + ", ".join(f"{report.counts[one] - before[one]} {one}" for one in before), flush=True)
    sys.exit(report.finish(not options.cases))


main()

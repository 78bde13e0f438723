#!/usr/bin/env python3
"""Lets `ricochet check` read every ```json block of docs/recipes.md, wrapped as far as needed. Exit 1 with the line for each that it refuses,
or warns of.

    tests/docs/recipes_test.py PROGRAM [--document FILE]

The first block is the suite of all others; a later block without "scenario" and with "topics" is a suite of its own; a block with one step in
it stands in a scenario. Files that a block names are made, empty but for what makes them valid."""
import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import markdown  # noqa: E402
from said import indented  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
STUB_FILES = ("stubs/payments.json", "stubs/mails.json")
FEWEST = 12  # blocks: fewer mean that this test does not find them any more


def kind_of(text):
    """"scenario", "suite" or "step", and None of what is not JSON: `check` tells why."""
    try:
        keys = json.loads(text).keys()
    except (ValueError, AttributeError):
        return "scenario"
    if "scenario" in keys:
        return "scenario"
    return "suite" if keys & {"topics", "stubs", "sut", "bus"} and not keys <= {"stub", "bus"} else "step"


def problems(program, suite, block):
    """What `ricochet check` says against a block; "" when nothing."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="ricochet-recipe-"))
    try:
        for name in STUB_FILES:
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text("[]\n")
        (folder / "friday.ndjson").write_text('{"text": "x"}\n')
        (folder / "orders").write_text("")
        (folder / "orders").chmod(0o755)
        kind = kind_of(block.text)
        (folder / "ricochet.json").write_text(block.text if kind == "suite" else suite)
        if kind == "suite":
            scenario = '{ "scenario": "s", "steps": [ { "pause": "1ms" } ] }\n'
        elif kind == "step":
            scenario = '{ "scenario": "s", "steps": [\n' + block.text + "] }\n"
        else:
            scenario = block.text
        (folder / "scenario.json").write_text(scenario)
        end = subprocess.run([program, "check", "scenario.json"], cwd=folder, text=True, capture_output=True, timeout=120)
        fine = end.returncode == 0 and end.stdout.startswith("ok: 1 scenario, 1 suite, 2 stub files") and not end.stderr
        return "" if fine else f"exit code {end.returncode}\n{indented(end.stdout + end.stderr)}"
    finally:
        shutil.rmtree(folder)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("program", type=pathlib.Path)
    arguments.add_argument("--document", default=ROOT / "docs/recipes.md", type=pathlib.Path)
    chosen = arguments.parse_args()
    program = chosen.program.resolve()
    blocks = [block for block in markdown.blocks(chosen.document.read_text(encoding="utf-8")) if block.language == "json"]
    if len(blocks) < FEWEST or kind_of(blocks[0].text) != "suite":
        sys.exit(f"{chosen.document.name}: {len(blocks)} blocks of JSON, at least {FEWEST} and a suite first were expected")
    wrong = 0
    for block in blocks:
        told = problems(program, blocks[0].text, block)
        if told:
            wrong += 1
            print(f"{chosen.document.name}:{block.line}: {told}")
    print(f"{chosen.document.name}: {len(blocks)} blocks of JSON, {wrong} of them wrong")
    sys.exit(1 if wrong else 0)


main()

#!/usr/bin/env python3
"""Holds the JSON Schemas that `ricochet schema` prints to the program that reads the files, by a validator that others have written
(python3-jsonschema; without it the test is skipped, 77).

    tests/docs/schema_test.py PROGRAM [examples|mutations|written]...

written     docs/scenario-reference.md is what ci/scenario-reference makes of them today (UPDATE_GOLDEN=1 writes it)
examples    every example of scenarios/, of the documents and of `ricochet new` fits, as a draft 2020-12 schema and as one of draft-07
mutations   an example with a key that is removed or misspelt, or a value of another type, is refused by both the schema and the
            loader, or by neither; what only the loader can know is listed in ONLY_THE_LOADER with its reason"""
import concurrent.futures
import copy
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import markdown  # noqa: E402

try:
    import jsonschema
except ImportError:
    print("python3-jsonschema is not there")
    sys.exit(77)

ROOT = pathlib.Path(__file__).resolve().parents[2]
EVERY_KEY = pathlib.Path(__file__).resolve().parent / "every_key"  # a suite that has each of them, and is never run
KINDS = ("suite", "scenario", "include", "stub")
MUTATIONS_OF_A_FILE = int(os.environ.get("RICOCHET_MUTATIONS", "20"))  # drawn with SEED when there are more; ten times as many of EVERY_KEY
SEED = 13
FEWEST_EXAMPLES = 95  # fewer mean that this test does not find them any more
FEWEST_MUTATIONS = 1000

# Codes of findings that no schema can know of, and why.
ONLY_THE_LOADER = {
    "scenario/undefined": "what ${...} names",
    "suite/template": "what ${...} names",
    "scenario/unknown-stub": "names of the suite's stubs",
    "scenario/bad-order": "that the order per_key needs keys",
    "scenario/bad-spacing": "how many gaps a count has",
    "scenario/empty-matcher": "whether a condition is left when a map of them is empty",
    "suite/unknown-place": "names of the suite's stubs, bins and topics",
    "scenario/bad-operand": "which texts are numbers",
    "stub/bad-operand": "which texts are numbers",
    "stub/empty-matcher": "whether a condition is left when a map of them is empty",
    "stub/bad-status": "which texts are numbers",
    "stub/bad-duration": "which texts are times in Moco's own objects",
}
# Of these the schema only knows that they are there.
OPEN = ("/fault/", "/redirectTo", "/state/scope", "/quota/key", "/properties/", "/websocket/sessions/0/request/")
VALUES = ("vars", "rows")  # whatever stands there is judged where it is used


def without_comments(text):
    return re.sub(r'("(?:[^"\\]|\\.)*")|//[^\n]*', lambda found: found.group(1) or "", text)


def parse(text):
    return json.loads(without_comments(text))


def values_in(text):
    """The JSON values that a block of a document is made of; none when it is something else, or left out a part."""
    decoder, found, at, text = json.JSONDecoder(), [], 0, without_comments(text).strip()
    while at < len(text):
        try:
            value, at = decoder.raw_decode(text, at)
        except ValueError:
            return []
        found.append(value)
        while at < len(text) and text[at] in " \n,":
            at += 1
    return found


class Schemas:
    def __init__(self, program):
        self.text = {kind: output(program, "schema", kind) for kind in KINDS}
        self.json = {kind: json.loads(text) for kind, text in self.text.items()}
        step = {"$ref": "#/$defs/step", "$defs": self.json["scenario"]["$defs"]}
        self.steps = set(self.json["scenario"]["$defs"]["step"]["properties"])
        self.validators = {}
        for kind, schema in (*self.json.items(), ("step", step)):
            for draft in (jsonschema.Draft202012Validator, jsonschema.Draft7Validator):
                plain = {key: value for key, value in schema.items() if key != "$schema"}
                draft.check_schema(plain)
                self.validators[kind, draft] = draft(plain)

    def kind_of(self, value):
        """What kind of file, or piece of one, a value is; None: another."""
        if isinstance(value, list):
            sessions = [isinstance(one, dict) and one.keys() & {"response", "redirectTo", "mount", "resource", "proxy", "websocket"} for one in value]
            return "stub" if value and all(sessions) and not any("include" in one for one in value) else None
        if not isinstance(value, dict):
            return None
        if "shared" in value:
            return "include"
        if "scenario" in value and "steps" in value:
            return "scenario"
        if len(value) == 1 and value.keys() <= self.steps and "kafka" not in value.get("bus", {}):
            return "step"
        return "suite" if value and value.keys() <= set(self.json["suite"]["properties"]) else None

    def problem(self, kind, value):
        """What the validators say against it; None: it fits."""
        for draft in (jsonschema.Draft202012Validator, jsonschema.Draft7Validator):
            error = jsonschema.exceptions.best_match(self.validators[kind, draft].iter_errors(value))
            if error:
                return f"{draft.__name__}: at /{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}"
        return None

    def fits(self, kind, value):
        return self.validators[kind, jsonschema.Draft202012Validator].is_valid(value)


def output(program, *words, **more):
    return subprocess.run([program, *words], text=True, capture_output=True, check=True, timeout=120, **more).stdout


def json_files(folder):
    return [path for path in sorted(folder.rglob("*.json")) if not {"node_modules", "service", "target"} & set(path.parts)]


def examples(program, schemas):
    """(where, kind, value) of each."""
    for path in (*json_files(ROOT / "scenarios"), *json_files(EVERY_KEY)):
        value = parse(path.read_text(encoding="utf-8"))
        yield str(path.relative_to(ROOT)), schemas.kind_of(value), value
    for path in json_files(ROOT / "tests/net/stubserver/moco_vectors"):
        value = parse(path.read_text(encoding="utf-8"))
        if schemas.kind_of(value) == "stub":
            yield str(path.relative_to(ROOT)), "stub", value
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        for block in markdown.blocks(path.read_text(encoding="utf-8")):
            for value in values_in(block.text):
                if schemas.kind_of(value):
                    yield f"{path.name}:{block.line}", schemas.kind_of(value), value
    with tempfile.TemporaryDirectory(prefix="ricochet-schema-") as folder:
        output(program, "new", folder)
        for path in json_files(pathlib.Path(folder)):
            if not path.name.endswith(".schema.json"):
                value = parse(path.read_text(encoding="utf-8"))
                named = value.get("$schema") if isinstance(value, dict) else None
                if named and not (pathlib.Path(folder) / named).is_file():
                    sys.exit(f"{path.name} of `ricochet new` names {named}, which is not there")
                yield f"new: {path.name}", schemas.kind_of(value), value


def check_examples(program, schemas):
    wrong = count = 0
    kinds = set()
    for where, kind, value in examples(program, schemas):
        count += 1
        kinds.add(kind)
        problem = schemas.problem(kind, value) if kind else "it is not a file of ours"
        if problem:
            wrong += 1
            print(f"{where} ({kind}): {problem}")
    print(f"{count} examples, {wrong} of them do not fit")
    if count < FEWEST_EXAMPLES or kinds != {*KINDS, "step"}:
        sys.exit(f"at least {FEWEST_EXAMPLES} examples of all kinds were expected, found {count} of {sorted(kinds)}")
    return wrong


def places(value, path=()):
    """The path of every member and element."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*path, key)
        yield from places(inner, (*path, key))


def other_type(value):
    if isinstance(value, (dict, list)):
        return 17
    return {"zz": 17} if isinstance(value, str) else "zz"


def mutations(value, draw, most=MUTATIONS_OF_A_FILE):
    """(what was done, the mutated value) of each; `most` of them."""
    all_of_it = []
    for path in places(value):
        if not any(key in VALUES for key in path[:-1]):  # those of an include, too
            all_of_it.append(("type", path))
        if isinstance(path[-1], str):
            all_of_it += [("remove", path), ("misspell", path)]
    if len(all_of_it) > most:
        all_of_it = draw.sample(all_of_it, most)
    for what, path in all_of_it:
        out = copy.deepcopy(value)
        at = out
        for key in path[:-1]:
            at = at[key]
        if what == "type":
            at[path[-1]] = other_type(at[path[-1]])
        elif what == "remove":
            del at[path[-1]]
        else:
            members = [(key + "x" if key == path[-1] else key, one) for key, one in at.items()]
            at.clear()
            at.update(members)
        yield f"{what} /{'/'.join(map(str, path))}", out


def findings(program, path):
    """Codes of the errors that the loader has against a file. One file at a time: of many errors only the first are told."""
    end = subprocess.run([program, "check", path.name], cwd=path.parent, text=True, capture_output=True, timeout=600)
    if end.returncode not in (0, 3):
        sys.exit(f"ricochet check {path.name}: exit code {end.returncode}\n{end.stderr}")
    codes = set(re.findall(r"^error\[([^\]]+)\]", end.stderr, re.M))
    assert bool(codes) == (end.returncode == 3), end.stderr
    return codes


def with_mutations(suite, folder, draw):
    """A copy of the suite with its mutations; yields (file, kind, what, value)."""
    def copy_suite(to):
        shutil.copytree(suite, to, ignore=shutil.ignore_patterns("service", "node_modules", "target"))

    most = MUTATIONS_OF_A_FILE if suite != EVERY_KEY else 10 * MUTATIONS_OF_A_FILE
    base = folder / suite.name
    copy_suite(base)
    for path in sorted(base.rglob("*.json")):
        value = parse(path.read_text(encoding="utf-8"))
        if isinstance(value, dict) and "scenario" in value:
            for n, (what, mutated) in enumerate(mutations(value, draw, most)):
                name = path.with_name(f"{path.stem}-{n}.json")
                name.write_text(json.dumps(mutated))
                yield name, "scenario", f"{suite.name}/{path.name}: {what}", mutated
    value = parse((suite / "ricochet.json").read_text(encoding="utf-8"))
    for n, (what, mutated) in enumerate(mutations(value, draw, most)):
        one = folder / f"{suite.name}-suite-{n}"
        copy_suite(one)
        for path in one.glob("*.json"):
            if "scenario" in parse(path.read_text(encoding="utf-8")):
                path.unlink()
        (one / "ricochet.json").write_text(json.dumps(mutated))
        yield one / "ricochet.json", "suite", f"{suite.name}/ricochet.json: {what}", mutated
    for path in sorted((suite / "stubs").glob("*.json")):
        for n, (what, mutated) in enumerate(mutations(parse(path.read_text(encoding="utf-8")), draw, most)):
            one = folder / f"{suite.name}-stub-{path.stem}-{n}"
            (one / "stubs").mkdir(parents=True)
            (one / "stubs" / path.name).write_text(json.dumps(mutated))
            yield one / "stubs" / path.name, "stub", f"{suite.name}/stubs/{path.name}: {what}", mutated


def check_mutations(program, schemas):
    draw, wrong, count, refused, explained = random.Random(SEED), 0, 0, 0, {}
    suites = sorted(path.parent for path in (ROOT / "scenarios").glob("*/ricochet.json"))
    for suite in (*suites, EVERY_KEY):
        with tempfile.TemporaryDirectory(prefix="ricochet-schema-") as folder:
            folder = pathlib.Path(folder)
            made = list(with_mutations(suite, folder, draw))
            with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
                found = list(pool.map(lambda one: findings(program, one[0]), made))
            for (_, kind, what, value), codes in zip(made, found):
                count += 1
                fits = schemas.fits(kind, value)
                refused += bool(codes)
                if bool(codes) != fits:
                    continue
                unknown = codes - ONLY_THE_LOADER.keys()
                if fits and (not unknown or any(one in what for one in OPEN)):
                    for code in codes:
                        explained[code] = explained.get(code, 0) + 1
                    continue
                wrong += 1
                print(f"{what}: " + (f"only the loader refuses it: {sorted(unknown)}" if fits else
                                     f"only the schema refuses it: {schemas.problem(kind, value)}"))
    print(f"{count} mutations, {refused} refused by the loader, {wrong} disagreements, {sum(explained.values())} explained: {explained}")
    if count < FEWEST_MUTATIONS or refused < count / 2:
        sys.exit(f"at least {FEWEST_MUTATIONS} mutations were expected, and most of them to be refused")
    return wrong


def check_written(program, _):
    wrong = 0
    reference = subprocess.run([sys.executable, ROOT / "ci/scenario-reference", program], text=True, capture_output=True, check=True)
    wanted = {ROOT / "docs/scenario-reference.md": reference.stdout}
    for path, text in wanted.items():
        if os.environ.get("UPDATE_GOLDEN"):
            path.write_text(text, encoding="utf-8")
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            wrong += 1
            print(f"{path.relative_to(ROOT)} is not what the program prints; UPDATE_GOLDEN=1 ctest -R docs.schema writes it")
    return wrong


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    parts = {"written": check_written, "examples": check_examples, "mutations": check_mutations}
    schemas = Schemas(program)
    sys.exit(1 if sum(parts[part](program, schemas) for part in sys.argv[2:] or parts) else 0)


main()

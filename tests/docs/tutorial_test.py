#!/usr/bin/env python3
"""Does what docs/tutorial.md tells its reader to do, word by word, and fails when something else comes of it.

    tests/docs/tutorial_test.py PROGRAM [--part http|events] [--document FILE]

A ```sh block is typed into one shell, in order; `sh terminal 2` into a second one, where it runs until the next block of that terminal, and
must end by Ctrl-C. A ```text block is what the block before it has to print. Any other block is a file (```diff: a change of a file) whose
name is the last `name` in the paragraph before it. Exit 0: all of it is true; 1: it is not; 77: the part needs a download that failed."""
import argparse
import os
import pathlib
import random
import re
import shutil
import socket
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import markdown  # noqa: E402
import said  # noqa: E402
from terminal import Server, Terminal  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
PORTS = ("12306", "8025", "8090")  # in the document; each run takes free ones in their place
SKIPPED = 77


class Lie(Exception):
    """What the document says and what is true differ."""


class NoDownload(Exception):
    """What a block installs cannot be had; that says nothing about the document."""


def free_ports():
    """Ports that nobody is given by chance: below those that the system hands out to whoever asks for "any", which is what the other
    tests beside this one do. A port of that kind would be free now and another's when the program opens it."""
    lowest = int(pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    ports = []
    for port in random.sample(range(15_000, lowest), 1_000):
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        ports.append(str(port))
        if len(ports) == len(PORTS):
            return ports
    raise RuntimeError(f"no free ports between 15000 and {lowest}")


class Reader:
    """Somebody who follows the document in an empty folder."""

    def __init__(self, program, folder):
        binaries = pathlib.Path(folder) / "bin"
        binaries.mkdir()
        (binaries / "ricochet").symlink_to(pathlib.Path(program).resolve())
        kept = {name: os.environ[name] for name in ("HOME", "LANG", "PIP_INDEX_URL", "TMPDIR") if name in os.environ}
        kept |= {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy") or name.startswith("PIP_")}
        self.environment = kept | {"PATH": f"{binaries}:{os.environ['PATH']}", "PYTHONDONTWRITEBYTECODE": "1"}
        home = pathlib.Path(folder) / "home"
        home.mkdir()
        self.first = Terminal(home, self.environment)
        self.second = None

    def press_ctrl_c(self):
        if self.second is None:
            return
        code, self.second = self.second.interrupt(), None
        if code not in (0, 130):
            raise Lie(f"what ran in the second terminal ended with {code}, not by Ctrl-C")

    def type(self, block, expected):
        came, fine = self.first.type(block.text)
        if not fine and "pip install" in block.text:
            raise NoDownload(came)
        if not fine:
            raise Lie("a command failed, and it says:\n" + said.indented(came))
        if expected is not None and not said.fits(expected, came):
            raise Lie(said.difference(expected, came))

    def type_in_second(self, block, expected):
        self.press_ctrl_c()
        self.second = Server(block.text, self.first.folder, self.environment)
        came = self.second.output.wait(lambda text: said.fits(expected or "...", text))
        if not said.fits(expected or "...", came):
            raise Lie(said.difference(expected, came))

    def write(self, block):
        path = self.first.folder / named(block)
        if path.exists():
            raise Lie(f"{path.name} is there already: is this another file?")
        path.write_text(block.text, encoding="utf-8")

    def change(self, block):
        path = self.first.folder / named(block)
        before = "".join(line[1:] + "\n" for line in block.text.splitlines() if line[:1] in (" ", "-"))
        after = "".join(line[1:] + "\n" for line in block.text.splitlines() if line[:1] in (" ", "+"))
        source = path.read_text(encoding="utf-8") if path.exists() else ""
        if source.count(before) != 1:
            raise Lie(f"{path.name} has {source.count(before)} places that the change fits, not 1")
        path.write_text(source.replace(before, after), encoding="utf-8")

    def close(self):
        if self.second is not None:
            self.second.interrupt()
        self.first.close()


def named(block):
    name = markdown.last_code(block.before)
    if not name or not re.fullmatch(r"[\w.-]+\.\w+", name):
        raise Lie("the paragraph before this block does not end with the name of its file")
    return name


def follow(reader, blocks):
    """Does all blocks; the number of those done. What is wrong is a Lie with its line."""
    for at, block in enumerate(blocks):
        after = blocks[at + 1] if at + 1 < len(blocks) else None
        expected = after.text if after is not None and after.language == "text" else None
        try:
            if block.words == ["sh"]:
                reader.type(block, expected)
            elif block.words == ["sh", "terminal", "2"]:
                reader.type_in_second(block, expected)
            elif block.words == ["text"]:
                if at == 0 or blocks[at - 1].language != "sh" or block.before:
                    raise Lie("this is said to come out of nothing: a ```sh block belongs right before it")
            elif block.words == ["diff"]:
                reader.change(block)
            elif block.words in (["json"], ["python"]):
                reader.write(block)
            else:
                raise Lie(f"nobody knows what to do with a block of {' '.join(block.words) or 'nothing'}")
        except Lie as lie:
            raise Lie(f"line {block.line}: {lie}") from None
    reader.press_ctrl_c()
    return len(blocks)


def choose(blocks, part):
    optional = [block for block in blocks if block.heading.endswith("(optional)")]
    if not optional or len(optional) == len(blocks):
        sys.exit("the tutorial has no optional section any more: this test has to be changed")
    return optional if part == "events" else [block for block in blocks if block not in optional]


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("program")
    arguments.add_argument("--part", choices=["http", "events"], default="http")
    arguments.add_argument("--document", default=ROOT / "docs/tutorial.md", type=pathlib.Path)
    chosen = arguments.parse_args()
    document = chosen.document.read_text(encoding="utf-8")
    for port, free in zip(PORTS, free_ports()):
        document = re.sub(rf"\b{port}\b", free, document)
    blocks = choose(markdown.blocks(document), chosen.part)
    folder = tempfile.mkdtemp(prefix="ricochet-tutorial-")
    reader = Reader(chosen.program, folder)
    try:
        done = follow(reader, blocks)
        print(f"{chosen.document.name}: {done} blocks of the part {chosen.part} are true")
    except NoDownload as problem:
        print(f"not run, the client of this part cannot be had:\n{problem}")
        sys.exit(SKIPPED)
    except Lie as lie:
        sys.exit(f"{chosen.document.name}, {lie}")
    finally:
        reader.close()
        shutil.rmtree(folder, ignore_errors=True)


main()

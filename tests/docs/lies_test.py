#!/usr/bin/env python3
"""The tests of documents against documents that lie: each lie must be found, in its line.

    tests/docs/lies_test.py PROGRAM"""
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import markdown  # noqa: E402
import said  # noqa: E402

DOCS = HERE.parents[1] / "docs"
PROGRAM = sys.argv.pop(1) if len(sys.argv) > 1 else sys.exit("usage: lies_test.py PROGRAM")

TUTORIAL = """
```sh
mkdir a && cd a
```

A stub is `stub.json`:

```json
[ { "response": { "text": "here" } } ]
```

```sh terminal 2
ricochet stub http -p 12306 -c stub.json
```

```text
1 Jan 2026 00:00:00 [main] INFO  Server is started at 12306
...
```

```sh
curl -s http://127.0.0.1:12306/
ricochet check stub.json; echo "exit code $?"
```

```text
hereok: 1 stub file with 1 session
exit code 0
```

In `stub.json`:

```diff
-[ { "response": { "text": "here" } } ]
+[ { "respons": { "text": "here" } } ]
```

```sh
echo again; ricochet check stub.json; echo "exit code $?"
```

```text
again
error[stub/unknown-key]: unknown key "respons"
...
exit code 3
```

## More (optional)

```sh
ricochet version
```

```text
ricochet 0.0.0
```
"""


def run(test, document, *words):
    with tempfile.NamedTemporaryFile("w", suffix=".md") as file:
        file.write(document)
        file.flush()
        end = subprocess.run([sys.executable, HERE / test, PROGRAM, "--document", file.name, *words], text=True, capture_output=True)
        return end.returncode, end.stdout + end.stderr


class Tutorial(unittest.TestCase):
    def test_the_truth(self):
        self.assertEqual(run("tutorial_test.py", TUTORIAL)[0], 0, run("tutorial_test.py", TUTORIAL)[1])
        self.assertEqual(run("tutorial_test.py", TUTORIAL, "--part", "events")[0], 0)

    def lie(self, true, false, block, *words):
        """`block`: how the block begins in which the lie is to be found."""
        self.assertEqual(TUTORIAL.count(true), 1, true)
        document = TUTORIAL.replace(true, false)
        line = next(n for n, one in enumerate(document.splitlines(), 1) if one.startswith(block))
        code, out = run("tutorial_test.py", document, *words)
        self.assertEqual(code, 1, f"{false!r} was not found:\n{out}")
        self.assertIn(f", line {line}: ", out)

    def test_what_is_printed(self):
        self.lie("hereok", "thereok", "curl")
        self.lie("1 session\n", "1 session\nand more\n", "curl")
        self.lie("hereok: 1 stub file with 1 session\n", "", "curl")
        self.lie('key "respons"\n...\n', 'key "respons"\n', "echo again")
        self.lie("exit code 3", "exit code 4", "echo again")
        self.lie("ricochet 0.0.0", "ricochet of today", "ricochet version", "--part", "events")

    def test_what_is_typed(self):
        self.lie("mkdir a && cd a", "cd a", "cd a")
        self.lie("mkdir a && cd a", "mkdir a && cd a && false && true\nfalse", "mkdir")
        self.lie("curl -s http", "ricochet chekc\ncurl -s http", "ricochet chekc")
        self.lie("version", "versoin", "ricochet versoin", "--part", "events")

    def test_files(self):
        self.lie("A stub is `stub.json`", "A stub is `stubs.json`", "ricochet stub")
        self.lie("A stub is `stub.json`", "This is a stub", "[ { ")
        self.lie('-[ { "response": { "text": "here" } } ]', '-[ { "response": { "text": "there" } } ]', "-[ {")
        self.lie('+[ { "respons"', '+[ { "response"', "echo again")

    def test_blocks_that_nobody_knows(self):
        self.lie("```diff", "```patch", "-[ {")
        self.lie("```text\n1 Jan", "It says:\n\n```text\n1 Jan", "1 Jan")


class Recipes(unittest.TestCase):
    def test_each_block_is_checked(self):
        recipes = (DOCS / "recipes.md").read_text(encoding="utf-8")
        for true, false in (('"exactly": 3,', '"exactli": 3,'), ('"topic": "orders", "key": "${order}", "deliveries"', '"topic": "order", "key": "1", "deliveries"'),
                            ('"psql", "-h"', '"psql" "-h"'), ('"partitions": 3 }, "orders-retry"', '"partitions": 0 }, "orders-retry"')):
            self.assertIn(true, recipes)
            code, out = run("recipes_test.py", recipes.replace(true, false))
            self.assertEqual(code, 1, f"{false} was not found")
        self.assertEqual(run("recipes_test.py", "nothing\n")[0], 1)


class Comparison(unittest.TestCase):
    def test_what_stands_for_what(self):
        self.assertTrue(said.fits("a 1 ms\n...\nend\n", "a 27 ms\nx\ny\nend\n"))
        self.assertTrue(said.fits("...\n", ""))
        self.assertTrue(said.fits("at 127.0.0.1:1, seed 2\n", "at 127.0.0.1:60000, seed 77\n"))
        self.assertFalse(said.fits("a 1 ms\n", "a 27 ms\nb\n"))
        self.assertFalse(said.fits("a\nb\n", "a\n"))
        self.assertFalse(said.fits("a\n...\nend\n", "a\nx\n"))
        self.assertFalse(said.fits("", "x\n"))

    def test_blocks(self):
        found = markdown.blocks("See `a` and\n`b.json`:\n\n```json\n{}\n```\n\n```sh\nx\n```\n\n# H\n\n    indented\n")
        self.assertEqual([one.language for one in found], ["json", "sh", ""])
        self.assertEqual([one.line for one in found], [5, 9, 14])
        self.assertEqual(markdown.last_code(found[0].before), "b.json")
        self.assertEqual([found[1].before, found[2].heading], ["", "H"])
        with self.assertRaises(ValueError):
            markdown.blocks("```sh\nx\n")


if __name__ == "__main__":
    unittest.main()

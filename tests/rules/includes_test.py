#!/usr/bin/env python3
"""ci/check-includes against small trees, each with one violation planted: it must name that one, and nothing in the clean tree."""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "ci/check-includes"
CLEAN = {
    "base/text/utf8.h": "#include <string>\n#include <net/if.h>\n",
    "base/diag.h": '#include "base/text/utf8.h"\n',
    "bus/kafka/client.cc": "#include <librdkafka/rdkafka.h>\n",
    "match/matcher.h": '#include "base/diag.h"\n',
    "runner/steps/step.h": '#include "match/matcher.h"\n',
    "runner/world/world.h": "\n",
    "tests/unit/fixture.h": '#include "runner/steps/step.h"\n',
    "tests/unit/a_test.cc": '#include <librdkafka/rdkafka.h>\n\n#include "tests/unit/fixture.h"\n',
    "scenarios/photo/service/main.cc": '#include <librdkafka/rdkafka.h>\n\n#include "config.h"\n',
}


def check(changes):
    """(exit code, output) for the clean tree with these lines behind what its files have."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, text in (CLEAN | {name: CLEAN.get(name, "") + text for name, text in changes.items()}).items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        (root / "ci").mkdir()
        shutil.copy(SCRIPT, root / "ci/check-includes")
        subprocess.run(["git", "init", "-q"], cwd=root, check=True)
        end = subprocess.run([sys.executable, root / "ci/check-includes"], text=True, capture_output=True)
        return end.returncode, end.stdout + end.stderr


class Planted(unittest.TestCase):
    def found(self, name, line, says, at=1, beside={}):
        code, out = check({name: line + "\n"} | beside)
        self.assertEqual(code, 1, out)
        self.assertEqual(len(out.splitlines()), 1, out)
        self.assertTrue(out.startswith(f"{name}:{at}: "), out)
        self.assertIn(says, out)

    def test_the_clean_tree_is_clean(self):
        self.assertEqual(check({})[0], 0, check({})[1])

    def test_an_arrow_upwards(self):
        self.found("base/b.cc", '#include "match/matcher.h"', "base/ must not include match/")
        self.found("base/text/b.cc", '#include "base/diag.h"', "base/text must not include base/.")
        self.found("runner/world/rest.cc", '#include "runner/steps/step.h"', "runner/world must not include runner/steps")

    def test_a_circle(self):
        self.found("runner/world/world.h", '#include "runner/world/rest.h"', "goes round in a circle", at=2,
                   beside={"runner/world/rest.h": '#include "runner/world/world.h"\n'})

    def test_a_circle_of_folders(self):
        # No unit goes round here, and LAYERS does not know these folders one by one.
        self.found("runner/world/told/timeline.h", '#include "runner/world/trace.h"', "runner/world/told -> runner/world (",
                   beside={"runner/world/world.h": '#include "runner/world/told/trail.h"\n', "runner/world/told/trail.h": "\n",
                           "runner/world/trace.h": "\n"})
        self.found("tests/unit/plays/plays.h", '#include "tests/unit/frames.h"', "folders go round in a circle",
                   beside={"tests/unit/fixture.h": '#include "tests/unit/plays/play.h"\n', "tests/unit/plays/play.h": "\n",
                           "tests/unit/frames.h": "\n"})

    def test_a_circle_of_three_folders(self):
        self.found("tests/net/http/a.h", '#include "tests/net/bus/b.h"', "folders go round in a circle",
                   beside={"tests/net/bus/b.h": '#include "tests/net/net/c.h"\n',
                           "tests/net/net/c.h": '#include "tests/net/http/d.h"\n', "tests/net/http/d.h": "\n"})

    def test_a_circle_of_folders_with_what_lies_below_them(self):
        # No two folders include each other, but what is below bus/ and what is below http/ do.
        self.found("tests/unit/http/a.h", '#include "tests/unit/bus/broker/b.h"', "folders go round in a circle",
                   beside={"tests/unit/bus/broker/b.h": "\n", "tests/unit/bus/protocol/c.h": '#include "tests/unit/http/d.h"\n',
                           "tests/unit/http/d.h": "\n"})

    def test_folders_in_layers_below_and_above_their_parent(self):
        tree = {"runner/world/world.h": '#include "runner/world/trail/trail.h"\n', "runner/world/trail/trail.h": "\n",
                "runner/world/told/told.h": '#include "runner/world/world.h"\n'}
        self.assertEqual(check(tree)[0], 0, check(tree)[1])

    def test_a_room_that_nobody_knows(self):
        self.found("util/b.cc", '#include <string>', "util/ is not a room")

    def test_a_path_with_dots(self):
        for target in ("../match/matcher.h", "./utf8.h", "base/../match/matcher.h"):
            self.found("base/b.cc", f'#include "{target}"', "without . and ..")
        self.found("base/b.cc", "#include <base/../match/matcher.h>", "without . and ..")
        self.found("tests/unit/b_test.cc", '#include "../unit/fixture.h"', "without . and ..")

    def test_a_header_of_the_project_in_angles(self):
        self.found("base/b.cc", "#include <match/matcher.h>", 'write "match/matcher.h"')
        self.found("tests/unit/b_test.cc", "# include <tests/unit/fixture.h>", 'write "tests/unit/fixture.h"')

    def test_a_path_that_does_not_begin_at_the_root(self):
        self.found("base/b.cc", '#include "diag.h"', "from the root")

    def test_a_library_outside_its_room(self):
        for header in ("librdkafka/rdkafka.h", "rdkafka.h"):
            self.found("runner/world/bus.cc", f"#include <{header}>", "belongs in bus/kafka/ only")
        self.found("runner/world/http.cc", "#include <boost/beast/http.hpp>", "belongs in http/detail/ only")

    def test_a_header_of_tests_in_what_users_get(self):
        self.found("runner/world/fake.cc", '#include "tests/unit/fixture.h"', "nothing of tests/")


if __name__ == "__main__":
    unittest.main()

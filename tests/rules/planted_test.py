#!/usr/bin/env python3
"""ci/check-rules against small trees, each with one violation planted: it must name that one, and nothing in the clean tree."""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "ci/check-rules"
ARROWS = SCRIPT.parent / "check-includes"
CLEAN = {
    "README.md": "# Project\n\nSee [the rules](docs/rules.md#the-rules) and `ci/check-rules`; there is no other.\n",
    "docs/rules.md": "## The rules\n",
    "docs/troubleshooting.md": "- `base/bad-thing`: *this is not a thing*. Take another.\n",
    "base/a.h": "#pragma once\n// docs/rules.md says why.\nint twice(int x) { return 2 * x; }\n",
    "base/a.cc": 'int f() { return error("base/bad-thing", "this is not a thing"); }\n',
    "tests/unit/a_test.cc": 'TEST(A, B) { EXPECT_EQ(code(), "base/bad-thing"); }\n',
    "ci/untested-codes.txt": "# waits\n",
}
LONG = "int g() {\n" + "  f();\n" * 60 + "}\n"


def check(changes, *rules):
    """(exit code, output) for the clean tree with these files in it, or behind those that are there."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, text in (CLEAN | {name: CLEAN.get(name, "") + text for name, text in changes.items()}).items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        shutil.copy(SCRIPT, root / "ci/check-rules")
        subprocess.run(["git", "init", "-q"], cwd=root, check=True)
        end = subprocess.run([sys.executable, root / "ci/check-rules", *rules], text=True, capture_output=True)
        return end.returncode, end.stdout + end.stderr


class Planted(unittest.TestCase):
    def found(self, name, text, *, rule, place, beside={}):
        code, out = check({name: text} | beside)
        self.assertEqual(code, 1, out)
        self.assertEqual(len(out.splitlines()), 1, out)
        self.assertTrue(out.startswith(place + ": ") and out.endswith(f"[{rule}]\n"), out)

    def test_the_clean_tree_is_clean(self):
        self.assertEqual(check({})[0], 0, check({})[1])

    def test_a_wide_line_of_a_document(self):
        self.found("docs/rules.md", "x" * 141 + "\n", rule="docs-width", place="docs/rules.md:2")

    def test_broken_english(self):
        self.found("base/b.cc", 'const char* k = "5 is ' 'no word";\n', rule="plain-english", place="base/b.cc:1")

    def test_broken_english_over_two_lines(self):
        for text in ("/// what\n/// is\n/// ", "/* that is\n * ", 'const char* k = "5 is "\n    "', "const int k = 5;  // it is\n// "):
            self.found("base/b.h", text + "no word", rule="plain-english", place=f"base/b.h:{text.count(chr(10))}")
        self.found("docs/rules.md", "it is\n" "no word\n", rule="plain-english", place="docs/rules.md:2")
        self.assertEqual(check({"docs/rules.md": "there is\nno word; it is\nno longer so\n"})[0], 0)

    def test_a_script_that_is_not_there(self):
        self.found("docs/rules.md", "Run `./ci/" "check-nothing`.\n", rule="named-scripts", place="docs/rules.md:2")

    def test_a_link_to_nowhere(self):
        self.found("docs/rules.md", "[x](gone.md)\n", rule="links", place="docs/rules.md:2")
        self.found("docs/rules.md", "[x](#gone)\n", rule="links", place="docs/rules.md:2")

    def test_a_document_from_elsewhere(self):
        self.found("base/b.h", "// gone.md 6.2\n", rule="absent-documents", place="base/b.h:1")
        self.found("base/b.h", "// DESIGN section 2\n", rule="absent-documents", place="base/b.h:1")

        self.found("docs/rules.md", "See `gone.md`.\n", rule="absent-documents", place="docs/rules.md:2")
        self.found("ci/" "run", "# gone.md says why\ncp here.md there.md\n", rule="absent-documents", place="ci/" "run:1")
        self.assertEqual(check({"docs/rules.md": "See rules.md, ../README.md and https://a.b/gone.md.\n"})[0], 0)

    def test_a_source_that_is_not_there(self):
        self.found("base/b.h", "int a();  // gone.cc\n", rule="absent-sources", place="base/b.h:1")
        self.found("base/b.h", "/// net/a.h has it\n", rule="absent-sources", place="base/b.h:1")
        self.found("docs/adding-a-thing.md", "`base/my_a.cc`, as `base/c.cc`\n", rule="absent-sources", place="docs/adding-a-thing.md:1")
        self.assertEqual(check({"base/b.h": "// base/a.cc, a.h\n", "docs/rules.md": "Write `gone.cc`.\n"})[0], 0)

    def test_types_of_javascript_that_are_not_there(self):
        page = {"requestbin/web/js/types.js": "/** @typedef {{a: number}} Row */\nexport class Rail {}\n"}
        for text in ("/** @param {Row[]} rows @returns {Line} */\n", "// Line of requestbin/web/js/types.js\n"):
            self.found("tests/web/a.js", "\n" + text, rule="js-types", place="tests/web/a.js:2", beside=page)
        text = "/** @type {Map<string, Row>} */\n// Rail of requestbin/web/js/types.js\n"
        self.assertEqual(check(page | {"tests/web/a.js": text})[0], 0)

    def test_a_long_header(self):
        self.found("base/b.h", "int x;\n" * 200, rule="file-sizes", place="base/b.h:200")

    def test_a_long_source(self):
        self.found("base/b.cc", "int x;\n" * 400, rule="file-sizes", place="base/b.cc:400")

    def test_a_long_function(self):
        self.found("base/b.cc", "\n" + LONG, rule="function-sizes", place="base/b.cc:2")
        self.found("base/b.cc", "class A {\n  int h() const { return 1; }\n" + LONG + "};\n", rule="function-sizes",
                   place="base/b.cc:3")

    def test_a_crowded_folder(self):
        crowd = {f"net/unit_{i}{ending}": "\n" for i in range(27) for ending in (".h", ".cc")}
        code, out = check(crowd)
        self.assertEqual(code, 1, out)
        self.assertTrue(out.startswith("net/unit_0.cc:1: 27 units in net/") and out.endswith("[folder-sizes]\n"), out)
        code, out = check({f"tests/unit/unit_{i}_test.cc": "\n" for i in range(26)})
        self.assertEqual(code, 1, out)
        self.assertIn("27 units in tests/unit/", out)
        self.assertEqual(check({f"tests/unit/unit_{i}_test.cc": "\n" for i in range(25)})[0], 0)

    def test_a_long_table_of_cases_may_stand_in_a_test(self):
        table = "TEST(A, C) {\n  check({\n" + '      {"a", 1, "b"},\n' * 100 + "  });\n}\n"
        self.assertEqual(check({"tests/unit/b_test.cc": table}, "function-sizes")[0], 0)
        self.assertEqual(check({"base/b.cc": table}, "function-sizes")[0], 1)

    def test_names_of_files(self):
        self.found("base/BadName.cc", "\n", rule="file-names", place="base/BadName.cc:1")
        self.found("tests/unit/b.cc", "TEST(A, C) { FAIL(); }\n", rule="file-names", place="tests/unit/b.cc:1")

    def test_json_that_others_read_or_write(self):
        self.found("base/b.cc", "auto a = Json::parse(text);\n", rule="one-json", place="base/b.cc:1")
        self.found("base/b.cc", "auto a = value.dump();\n", rule="one-json", place="base/b.cc:1")
        self.assertEqual(check({"tests/unit/b_test.cc": "auto a = Json::parse(text).dump();\n"})[0], 0)

    def test_a_code_without_a_test(self):
        text = '\nint g() { return error("base/new-thing", ""); }\n'
        explained = {"docs/troubleshooting.md": "- `base/new-thing`: it is new.\n"}
        self.found("base/b.cc", text, rule="error-codes", place="base/b.cc:2", beside=explained)
        self.assertEqual(check({"base/b.cc": text, "ci/untested-codes.txt": "base/new-thing\n"} | explained)[0], 0)

    def test_a_code_in_pieces(self):
        for text in ('auto c = "base/" + what;', 'auto c = "base/bad-" + what;', 'auto c = std::string("base/").append(what);', 'auto c = "base" "/x";'):
            self.found("base/b.cc", "\n" + text + "\n", rule="whole-codes", place="base/b.cc:2")

    def test_a_code_without_an_explanation(self):
        text = '\nint g() { return error("base/new-thing", ""); }\n'
        tested = {"tests/unit/b_test.cc": 'TEST(A, C) { EXPECT_EQ(code(), "base/new-thing"); }\n'}
        self.found("base/b.cc", text, rule="explained-codes", place="base/b.cc:2", beside=tested)
        self.found("base/b.cc", '\nvoid g() { value.warning("odd-thing", ""); }\n', rule="explained-codes", place="base/b.cc:2")

    def test_an_explanation_that_is_not_true(self):
        page = "docs/troubleshooting.md"
        self.found(page, "- `base/bad-things`: they are bad.\n", rule="explained-codes", place=page + ":2")
        self.found(page, "- `base/bad-thing`: once more.\n", rule="explained-codes", place=page + ":2")
        self.found(page, "\n- It says\n  *this is not\n  what it says*.\n", rule="explained-codes", place=page + ":3")
        self.assertEqual(check({page: "- As above, *this is\n  not a thing*, whatever `it/is`.\n"})[0], 0)

    def test_the_list_of_codes_without_a_test_only_shrinks(self):
        self.found("ci/untested-codes.txt", "base/bad-thing\n", rule="error-codes", place="ci/untested-codes.txt:2")
        self.found("ci/untested-codes.txt", "base/gone\n", rule="error-codes", place="ci/untested-codes.txt:2")

    def test_an_arrow_upwards(self):
        self.found("base/b.h", "\n" '#include "net/a.h"\n', rule="arrows", place="base/b.h:2",
                   beside={"ci/check-includes": ARROWS.read_text(encoding="utf-8"), "net/a.h": "#pragma once\n",
                           "CONTRIBUTING.md": "# Rules\n"})

    def test_names_of_types_and_constants(self):
        for text in ("class my_type final {};", "enum class my_kind {", "struct my_base : A {", "  constexpr int most = 3;",
                     "inline constexpr std::string_view words[] = {", "static constexpr int most{3};"):
            self.found("base/b.h", "\n" + text + "\n", rule="names", place="base/b.h:2")
        fine = ("struct sqlite3;\nusing is_transparent = void;\nclass Type;\nconstexpr int kMost = 3;\nconstexpr int f(int x = 0);\n"
                "constexpr bool operator==(A, B);\nstruct stat status {};\n")
        self.assertEqual(check({"base/b.h": fine})[0], 0)

    def test_names_of_members(self):
        head = "/// X.\nclass A {\n public:\n  int open;\n\n private:\n  void f();\n  static constexpr int kMost = 1;\n  int fine_ = 0;\n"
        for line in ("  int bad;\n", "  std::map<int, X> bad = {};\n", "  mutable int bad{0};\n"):
            self.found("base/b.h", head + line + "};\n", rule="members", place="base/b.h:10")
        self.assertEqual(check({"base/b.h": head + "  struct Inner {\n    int plain;\n  };\n};\nstruct B {\n  int plain;\n};\n"})[0], 0)

    def test_a_class_without_a_word(self):
        self.found("base/b.h", "int x;\nclass A {\n};\n", rule="said-of-classes", place="base/b.h:2")
        self.assertEqual(check({"base/b.h": "/// X.\ntemplate <class T>\nclass A {\n};\nclass B;\n"})[0], 0)

    def test_a_test_that_cannot_fail(self):
        self.found("tests/unit/b_test.cc", "TEST(B, C) {\n  run();\n}\n", rule="failing-tests", place="tests/unit/b_test.cc:1")
        self.found("tests/unit/b_test.cc", "TEST(B, C) {\n  EXPECT_TRUE(true);\n}\n", rule="failing-tests", place="tests/unit/b_test.cc:1")
        helpers = "void look() { EXPECT_EQ(1, f()); }\nvoid twice() { look(); }\n"
        self.assertEqual(check({"tests/unit/b_test.cc": helpers + "TEST(B, C) {\n  twice();\n}\n"})[0], 0)

    def test_a_second_meaning(self):
        glossary = {"docs/architecture.md": "## Words\n\n| Word | Is |\n|---|---|\n| mark, outcome | one thing |\n\n## Else\n\n| way | x |\n",
                    "base/b.h": "enum class Outcome { kA };\n/// X.\nclass Way {};\nclass Mark;\n"}
        for text in ("struct Outcome {\n};\n", "/// X.\nclass Outcome final : public A {};\n", "/// X.\nclass A {\n  enum class Outcome { kB };\n};\n"):
            self.found("base/c.h", text, rule="one-meaning", place=f"base/c.h:{text[:text.index('Outcome')].count(chr(10)) + 1}",
                       beside=glossary)
        fine = "class Outcome;\nOutcome f();\nclass Way {};\nclass Mark {};\nstruct Outcome::Held {};\n"
        self.assertEqual(check(glossary | {"base/c.h": fine})[0], 0)

    def test_a_second_idiom(self):
        for text in ("std::this_thread::sleep_for(kPause);", "auto t = std::chrono::steady_clock::now();", "std::mutex mutex_;", "int n = rand();",
                     "std::weak_ptr<const char> token_;", "std::shared_ptr<bool> alive_ = f();", "loop_.post([gone = std::move(gone)] {});",
                     "class A final : public http::Responder {};", "return diags.error_count() == before;",
                     'if (diag.code == "base/bad-thing") return 404;', 'return diag.code.ends_with("/gone") ? 404 : 400;',
                     'return text_of(outcome).find("expected") != std::string::npos;', "  static World world;",
                     "thread_local World* world = nullptr;", "start([this](int x) -> runner::Task<int> { co_return x; });"):
            self.found("runner/b.cc", "\n" + text + "\n", rule="idioms", place="runner/b.cc:2")
        self.found("tests/unit/b_test.cc", "\n" "TEST(A, C) { ::sleep(1); FAIL(); }\n", rule="idioms", place="tests/unit/b_test.cc:2")
        fine = ('co_await life.sleep(time);\nauto text = "std::mutex";  // not a std::mutex\nloop.post([this] { go_on(); });\n'
                "const auto n = diags.error_count() + diags.suppressed();\nint x = strand(7);\n"
                "  static const World kWorld = f();\n  static int f();\nstart([this] { return run(); });\n")
        self.assertEqual(check({"runner/b.cc": fine})[0], 0, check({"runner/b.cc": fine})[1])
        self.assertEqual(check({"base/b.cc": "std::mutex mutex_;\n"})[0], 0)

    def test_a_rule_that_is_not_there(self):
        code, out = check({}, "sizes")
        self.assertEqual(code, 1)
        self.assertIn("there is no rule sizes", out)


if __name__ == "__main__":
    unittest.main()

"""Compares what a program has said with what a document says that it says."""
import re

# What is different each time, as (what it looks like, what stands for it).
VARYING = [
    (r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<id>"),
    (r"\b\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d", "<date>"),
    (r"(127\.0\.0\.1:|localhost:)\d+", r"\1<port>"),
    (r"[+-]?\d+(?:\.\d+)? (?:us|ms|s|min)\b", "<time>"),
    (r"seed \d+", "seed <number>"),
    (r"ricochet \d+\.\d+\.\d+\S*", "ricochet <version>"),
    (r"(?<=\S) +", " "),  # columns move with the numbers in them
]


def usual(line):
    for looks, name in VARYING:
        line = re.sub(looks, name, line)
    return line.rstrip()


def fits(expected, actual):
    """Whether `actual` is what `expected` says: line by line, but for what varies; a line `...` stands for any lines, or none, and
    `...` in a line for any text."""
    wanted = [usual(line) for line in expected.splitlines()]
    came = [usual(line) for line in actual.splitlines()]
    reached = {0}  # how many lines of `came` the lines so far may stand for
    for line in wanted:
        if line.strip() == "...":
            reached = set(range(min(reached), len(came) + 1)) if reached else set()
        else:
            pattern = re.compile(".*".join(re.escape(part) for part in line.split("...")))
            reached = {at + 1 for at in reached if at < len(came) and pattern.fullmatch(came[at])}
    return len(came) in reached


def difference(expected, actual):
    return "the document says:\n" + indented(expected) + "what came is:\n" + indented(actual)


def indented(text):
    return "".join(f"    | {line}\n" for line in text.splitlines())

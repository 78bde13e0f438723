"""The parts of a Markdown document that the tests of documents look at: fenced and indented blocks, and what stands before them."""
import dataclasses
import re


@dataclasses.dataclass
class Block:
    words: list  # of the opening fence: language first; empty for an indented block
    text: str  # without the fence or the indentation, each line ended
    line: int  # of its first line, from 1
    before: str  # the paragraph right before it, on one line; empty right behind another block
    heading: str  # the nearest one above

    @property
    def language(self):
        return self.words[0] if self.words else ""


def blocks(document):
    """The blocks of a document in order. A fence that is not closed is a ValueError."""
    found, paragraph, heading = [], [], ""
    lines = document.splitlines()
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.startswith("```"):
            end = next((n for n in range(at + 1, len(lines)) if lines[n] == "```"), None)
            if end is None:
                raise ValueError(f"line {at + 1}: the block that begins here has no end")
            found.append(Block(line[3:].split(), text(lines[at + 1:end]), at + 2, " ".join(paragraph), heading))
            paragraph, at = [], end
        elif line.startswith("    ") and line.strip() and (at == 0 or not lines[at - 1].strip()):
            end = at
            while end < len(lines) and (lines[end].startswith("    ") or not lines[end].strip()):
                end += 1
            while not lines[end - 1].strip():
                end -= 1
            found.append(Block([], text(one[4:] for one in lines[at:end]), at + 1, " ".join(paragraph), heading))
            paragraph, at = [], end - 1
        elif line.startswith("#"):
            paragraph, heading = [], line.lstrip("#").strip()
        elif line.strip():
            if at and not lines[at - 1].strip():
                paragraph = []
            paragraph.append(line.strip())
        at += 1
    return found


def text(lines):
    return "".join(line + "\n" for line in lines)


def last_code(paragraph):
    """The last `text like this` of a paragraph, or None: what it names."""
    named = re.findall(r"`([^`]+)`", paragraph)
    return named[-1] if named else None

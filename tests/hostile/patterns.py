"""Every regular expression that coordmail compiles, and texts on which a careless one takes quadratic time or worse.

`collect()` runs the reader over all our examples in a process of its own in which `re` tells what it compiles for whom:
so patterns built from vocabulary files and inside functions are found too.
"""

from __future__ import annotations

import ast
import base64
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from re import _parser as parser  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
_MOST_BRANCHES = 60
MANY = 50
"""A repetition that ends sooner costs a constant factor at most."""
FILLERS = (
    " ",
    "\n",
    "\t",
    "a",
    "A",
    "1",
    "-",
    ".",
    ",",
    "\u7b2c",
    "\u3001",
    "(",
    ")",
    "[",
    ">",
    "*",
    "_",
    ":",
    "|",
    "=",
    "a ",
    "1 ",
    " \n",
    "a\n",
    "1.",
    "\u4e00",
)


class Known(NamedTuple):
    """A pattern, its flags, the file that compiled it, and the methods by which it is used."""

    pattern: str | bytes
    flags: int
    where: str
    ways: frozenset[str]

    @property
    def only_at_start(self) -> bool:
        """Whether it is only ever tried at one place: a search tries it everywhere."""
        return bool(self.ways) and self.ways <= {"match", "fullmatch"}


_PROGRAM = """
import sys, re, json, base64, importlib, pkgutil
from pathlib import Path
found = {}
original = re._compile
class Watched:
    def __init__(self, pattern, ways):
        self._pattern, self._ways = pattern, ways
    def __getattr__(self, name):
        if callable(value := getattr(self._pattern, name)):
            self._ways.add(name)
        return value
def told(pattern, flags):
    if isinstance(pattern, Watched):
        return pattern
    compiled = original(pattern, flags)
    if isinstance(pattern, re.Pattern):
        return compiled
    frame = sys._getframe(1)
    while frame and frame.f_code.co_filename == re.__file__:
        frame = frame.f_back
    name = frame.f_code.co_filename if frame else ""
    if "/coordmail/" not in name or "/site-packages/" in name:
        return compiled
    ways = found.setdefault((pattern, int(flags)), (name.rpartition("/coordmail/")[2], set()))[1]
    return Watched(compiled, ways)
re._compile = told
import coordmail
for module in pkgutil.walk_packages(coordmail.__path__, "coordmail."):
    if not module.name.endswith("__main__") and not module.name.startswith("coordmail.demo"):
        importlib.import_module(module.name)
import tempfile
from tests.hostile.everything import read_everything
with tempfile.TemporaryDirectory() as folder:
    read_everything(Path(folder))
def text(p):
    return base64.b64encode(p if isinstance(p, bytes) else p.encode("utf-8", "surrogatepass")).decode()
out = [[text(p), isinstance(p, bytes), f, w, sorted(ways)] for (p, f), (w, ways) in found.items()]
sys.stdout.write(json.dumps(out))
"""


def collect() -> list[Known]:
    """Every pattern that our own code compiles when it is imported and reads all our examples."""
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM],
        check=True,
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    known = []
    for text, binary, flags, where, ways in json.loads(done.stdout):
        raw = base64.b64decode(text)
        pattern = raw if binary else raw.decode("utf-8", "surrogatepass")
        known.append(Known(pattern, flags, where, frozenset(ways) or _named_ways(pattern, where)))
    return known


def _named_ways(pattern: str | bytes, where: str) -> frozenset[str]:
    """How a pattern is used that no example brought into use, by the name that its module gives it."""
    tree = ast.parse((ROOT / "coordmail" / where).read_text("utf-8"))
    names = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
        and any(isinstance(part, ast.Constant) and part.value == pattern for part in ast.walk(node.value))
    }
    uses = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)]
    loads = sum(isinstance(node, ast.Name) and node.id in names for node in ast.walk(tree))
    ways = [node.attr for node in uses if isinstance(node.value, ast.Name) and node.value.id in names]
    # One that is handed on under another name may be used in any way.
    return frozenset(ways) if loads == len(ways) + len(names) else frozenset()


def hostile(known: Known) -> Iterator[tuple[str, str, str]]:
    """Openings, repeated bodies and ends of texts: what stands before a repetition, what it repeats, what spoils it."""
    pattern = known.pattern.decode("latin-1") if isinstance(known.pattern, bytes) else known.pattern
    tree = parser.parse(pattern, known.flags & ~re.DEBUG & ~(re.UNICODE if isinstance(known.pattern, bytes) else 0))
    seen = set()
    for before, body in _repetitions(list(tree), ""):
        for opening in {before, ""}:
            for end in ("\x01", ""):
                case = (opening[-60:], body[:60], end)
                if body and case not in seen:
                    seen.add(case)
                    yield case


def _repetitions(nodes: list[Any], before: str) -> Iterator[tuple[str, str]]:
    """What may stand before each long repetition, and some texts that it takes."""
    for place, (op, value) in enumerate(nodes):
        name = str(op)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            low, high, inner = value
            if high >= MANY:
                following = "".join(_sample([node], 0) for node in nodes[place + 1 : place + 3])
                for choice in range(_choices(list(inner))):
                    body = "".join(_sample([node], choice) for node in inner)
                    yield before, body
                    if following:
                        yield before, body + following
                        yield "", before[-30:] + body * max(low, 1)
            yield from _repetitions(list(inner), before)
            before += _sample(list(inner), 0) * min(max(low, 1 if high else 0), 3)
            continue
        if name == "SUBPATTERN":
            yield from _repetitions(list(value[-1]), before)
        elif name == "ATOMIC_GROUP":
            yield from _repetitions(list(value), before)
        elif name == "BRANCH":
            for branch in value[1]:
                yield from _repetitions(list(branch), before)
        elif name in ("ASSERT", "ASSERT_NOT"):
            yield from _repetitions(list(value[1]), before)
        before += _sample([(op, value)], 0)


def _choices(nodes: list[Any]) -> int:
    """How many ways of filling a repetition are tried: every branch in it, within reason."""
    most = 4
    for op, value in nodes:
        if str(op) == "BRANCH":
            most = max(most, len(value[1]))
        elif str(op) == "SUBPATTERN":
            most = max(most, _choices(list(value[-1])))
        elif str(op) in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            most = max(most, _choices(list(value[2])))
    return min(most, _MOST_BRANCHES)


_CATEGORIES = {
    "CATEGORY_SPACE": " \n\t\u3000",
    "CATEGORY_DIGIT": "1234",
    "CATEGORY_WORD": "a1_\u7b2c",
    "CATEGORY_NOT_SPACE": "a1.\u7b2c",
    "CATEGORY_NOT_DIGIT": "a .\u7b2c",
    "CATEGORY_NOT_WORD": " .-,",
}


def _sample(nodes: list[Any], choice: int) -> str:
    """A short text that `nodes` match, or nearly; `choice` picks among alternatives."""
    out = ""
    for op, value in nodes:
        match str(op):
            case "LITERAL":
                out += chr(value)
            case "NOT_LITERAL":
                out += "b" if value == ord("a") else "a"
            case "ANY":
                out += "a \u7b2c1"[choice % 4]
            case "IN":
                out += _member(value, choice)
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                low, high, inner = value
                out += _sample(list(inner), choice) * min(max(low, 1 if high else 0), 4)
            case "SUBPATTERN":
                out += _sample(list(value[-1]), choice)
            case "ATOMIC_GROUP":
                out += _sample(list(value), choice)
            case "BRANCH":
                branches = value[1]
                out += _sample(list(branches[choice % len(branches)]), choice)
            case "CATEGORY":
                out += _CATEGORIES.get(str(value), "a   ")[choice % 4]
            case _:
                pass
    return out


def _member(members: list[Any], choice: int) -> str:
    if str(members[0][0]) == "NEGATE":
        for candidate in ("a", " ", "1", "\u7b2c", ".", "\x02")[choice % 6 :]:
            if not re.fullmatch(_source(members[1:]), candidate, re.DOTALL):
                return candidate
        return "\x03"
    op, value = members[choice % len(members)]
    match str(op):
        case "LITERAL":
            return chr(value)
        case "RANGE":
            return chr(value[0])
        case "CATEGORY":
            return _CATEGORIES.get(str(value), "a   ")[choice % 4]
    return "a"


def _source(members: list[Any]) -> str:
    kinds = {"SPACE": r"\s", "DIGIT": r"\d", "WORD": r"\w", "NOT_SPACE": r"\S", "NOT_DIGIT": r"\D", "NOT_WORD": r"\W"}
    parts = []
    for op, value in members:
        match str(op):
            case "LITERAL":
                parts.append(re.escape(chr(value)))
            case "RANGE":
                parts.append(f"[{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}]")
            case "CATEGORY":
                parts.append(kinds[str(value).removeprefix("CATEGORY_")])
    return "|".join(parts)

"""Resource requests: who needs what, how much of it, approved by whom (DOMAIN.md, 资源需求)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from coordmail.extraction.actions.lists import split_items
from coordmail.extraction.actions.owner_places import names_somebody, owner_at
from coordmail.extraction.labels import label_at
from coordmail.extraction.people import resolve
from coordmail.extraction.people.names import fold, halve, is_nobody
from coordmail.extraction.reply_items import numbers_in
from coordmail.extraction.rules import Rule, origin
from coordmail.extraction.spelling import chinese_number
from coordmail.extraction.vocabulary import vocabulary
from coordmail.model import ResourceFacts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coordmail.documents.blocks import Source
    from coordmail.extraction.form import Form, Row
    from coordmail.extraction.people import Context
    from coordmail.model import ActionFacts, Origin

_CLAUSE = re.compile(r"[^,;\u3002\n]{1,100}")
_EDGES = " \t\n,，;；。、:：()（）-—–."
_ENGLISH_ASKER = re.compile(
    r"(?:the )?([A-Z][\w&]{1,20}(?:\s[A-Z][\w&]{1,20})?)(?:\s(?:department|team))?\s"
    r"(?=(?:need|require|request|ask|want)s?\b)"
)
_NUMBER = r"\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,2})?|\d{1,12}(?:\.\d{1,4})?"

_NUMBERS = (
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:\s?[、,和及与至到~-]\s?第?(?:\d{1,2}|[一二三四五六七八九十]{1,3})){0,8}"
)


@dataclass(frozen=True, slots=True)
class _Words:
    nothing: frozenset[str]
    approval: tuple[re.Pattern[str], ...]
    approves: re.Pattern[str]
    before_count: re.Pattern[str]
    money: re.Pattern[str]
    currencies: dict[str, str]
    times: dict[str, int]
    count: re.Pattern[str]
    asks: re.Pattern[str]
    hollow: frozenset[str]
    gives: re.Pattern[str]
    given_by: re.Pattern[str]
    items: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Request:
    """A resource request with what ties it to items: their `numbers`, or who asks, as written."""

    facts: ResourceFacts
    numbers: tuple[int, ...] = ()
    asker: str | None = None


def read_resources(form: Form, people: Context) -> tuple[ResourceFacts, ...]:
    """The resource requests that `form` states, each once (`read_requests`)."""
    return tuple(dict.fromkeys(request.facts for request in read_requests(form, people)))


def read_requests(form: Form, people: Context) -> tuple[Request, ...]:
    """The resource requests that `form` states: its resource fields, then what the rows of its tables need.

    `what` is without who asks, the approver and a sum of money; a counted thing keeps its number (2台服务器).
    """
    found: list[Request] = []
    for field in form.all("resources"):
        for line in filter(str.strip, field.value.split("\n")):
            told = origin("what", f"{field.label}: {line}", Rule.LABEL, field.source)
            found.extend(_told(request, told) for request in requests_in(line, people))
    for line, source in _lines_of_items(form):
        told = origin("what", line, Rule.LINE_LABEL, source)
        found.extend(_told(request, told) for request in requests_in(line, people))
    for row in form.rows:
        header = row.headers.get("resources", "resources")
        told = origin("what", f"{header}: {row.cells.get('resources', '')}", Rule.COLUMN, row.source)
        found.extend(_told(request, told) for request in _of_row(row, people))
    return tuple(found)


def tied(actions: tuple[ActionFacts, ...], requests: tuple[Request, ...], people: Context) -> tuple[ActionFacts, ...]:
    """`actions` with the resources that are asked for by their number (第1项需…) or by the owner of a single one."""
    wanted: dict[int, list[str]] = {}
    for request in requests:
        for place in _places(actions, request, people):
            wanted.setdefault(place, []).append(request.facts.what)
    return tuple(
        replace(action, resources=tuple(dict.fromkeys((*action.resources, *wanted[place]))))
        if place in wanted
        else action
        for place, action in enumerate(actions)
    )


def _places(actions: tuple[ActionFacts, ...], request: Request, people: Context) -> list[int]:
    if request.numbers:
        numbers = [action.number or place for place, action in enumerate(actions, 1)]
        return [place for place, number in enumerate(numbers) if number in request.numbers]
    if request.asker is None:
        return []
    email = resolve(request.asker, people).email
    owned = [
        place
        for place, action in enumerate(actions)
        if action.owner == request.asker or (email is not None and action.owner_email == email)
    ]
    return owned if len(owned) == 1 else []


def _told(request: Request, told: Origin) -> Request:
    return replace(request, facts=replace(request.facts, origins=(told,)))


def _lines_of_items(form: Form) -> Iterator[tuple[str, Source]]:
    """What stands behind the label of resources below single items of a list."""
    for field in form.fields:
        if field.name not in vocabulary().item_fields:
            continue
        for line in field.value.split("\n"):
            label = label_at(line)
            if label and label.label.name == "resources":
                yield label.value, field.source


def _of_row(row: Row, people: Context) -> Iterator[Request]:
    cells = row.cells
    department = cells.get("department")
    for line in cells.get("resources", "").split("\n"):
        yield from requests_in(line, people, department, cells.get("approver"))


def requests_in(
    line: str, people: Context, department: str | None = None, approver: str | None = None
) -> Iterator[Request]:
    """The requests of one line; `department` and `approver` are those of its row, where it names none itself."""
    of_line, line = _items_named(line)
    for item in split_items([line]):
        for part in re.split(r"[;；]", item.text):
            said = fold(part).rpartition(":")[2].strip(_EDGES)
            if said in _words().nothing or is_nobody(said):
                continue
            numbers, rest = _items_named(part)
            rest, stated = split_approval(rest, people)
            asker, rest = _asker(rest, people)
            for piece in _counted_apart(rest):
                facts = _request(piece, asker or department, stated or approver, people)
                yield Request(facts, numbers or of_line, asker)


def _items_named(text: str) -> tuple[tuple[int, ...], str]:
    """The items whose numbers `text` begins with (第1项需…, `Item 2: …`), and the rest."""
    found = _words().items.match(halve(text))
    return (numbers_in(found["zh"] or found["en"]), text[found.end() :]) if found else ((), text)


def _request(text: str, department: str | None, approver: str | None, people: Context) -> ResourceFacts:
    amount, currency, what = _amount(text)
    named = None
    if department:
        found = resolve(department, people)
        named = found.department or department
    match = resolve(approver, people, named) if approver and not is_nobody(approver) else None
    return ResourceFacts(
        what=what,
        amount=amount,
        currency=currency,
        department=named,
        approver=_without_gaps(approver) if match and approver else None,
        approver_email=(match.email if match else None) if approver else _giver(text, named, people),
    )


def _giver(text: str, asker: str | None, people: Context) -> str | None:
    """The leader of the department that is to give it (财务部支持5000元, `2 servers from IT`), who decides on it."""
    half = halve(text)
    for found in _words().gives.finditer(half):
        for size in range(2, 13):
            begin = found.start() - size
            name = half[begin : found.start()] if begin >= 0 else ""
            department = people.department_named(name.strip()) if name.strip() else None
            if department and department != asker:
                return people.directory.leader_of(department)
    for found in _words().given_by.finditer(half):
        for size in range(2, 25):
            name = half[found.end() : found.end() + size]
            department = people.department_named(name) if len(name) == size else None
            if department and department != asker:
                return people.directory.leader_of(department)
    return None


def _without_gaps(approver: str) -> str | None:
    """The approver without the `*` that a form leaves for a name (财务部*经理)."""
    return re.sub(r"[*\uff0a\u2217]+", "", approver).strip() or None


def asks_for(text: str, *, behind_approval: bool = False) -> bool:
    """Whether `text` asks for a sum or for something counted: 申请预算8万元, 需客服部支持2名客服人员.

    `behind_approval`: it stands behind the words of its approval (需财务部经理审批云资源费用5000元).
    """
    known, half = _words(), halve(text).strip(_EDGES)
    if behind_approval:
        return known.money.search(half) is not None
    asked = known.asks.match(half)
    if asked is None:
        return False
    count = known.count.search(half, asked.end())
    if known.money.search(half, asked.end()):
        return True
    return count is not None and known.before_count.fullmatch(half[asked.end() : count.start()]) is not None


def split_approval(text: str, people: Context) -> tuple[str, str | None]:
    """`text` without its clause about approval, and the approver as written."""
    half = halve(text)
    for pattern in _words().approval:
        found = pattern.search(half)
        if found:
            name = text[found.start("name") : found.end("name")].strip(_EDGES)
            rest = f"{text[: found.start()].rstrip(' ,，(（;、')} {text[found.end() :].lstrip(' ,，)）')}"
            return rest.strip(), name or None
    for clause in _CLAUSE.finditer(half):
        found = _words().approves.fullmatch(clause[0].strip())
        if found and names_somebody(found["name"], people):
            rest = f"{text[: clause.start()].rstrip(_EDGES)} {text[clause.end() :].lstrip(_EDGES)}"
            return rest.strip(), found["name"]
    return text.strip(), None


def _asker(text: str, people: Context) -> tuple[str | None, str]:
    """Who asks, where the text begins with it (技术部需…, `IT needs …`, 「技术部:…」), and the rest."""
    half = halve(text)
    label, mark, _ = half.partition(":")
    named = label.strip()
    if mark and len(named) <= 20 and (people.department_named(named) or owner_at(named, 0, people) == len(named)):
        return text[: len(label)].strip(), _asked(text[len(label) + 1 :])
    end = owner_at(half, 0, people)
    if end is None:
        words = _ENGLISH_ASKER.match(half)
        if words is None:
            return None, _asked(text)
        return words[1], _asked(text[words.end() :])
    asked = _words().asks.match(half, end)
    return (text[:end].strip(), _asked(text[end:])) if asked or half[end : end + 1] == " " else (None, _asked(text))


def _asked(text: str) -> str:
    bare = text.strip(_EDGES)
    found = _words().asks.match(halve(bare))
    return bare[found.end() :].strip(_EDGES) if found else bare


def _counted_apart(text: str) -> list[str]:
    """「2台服务器、3名测试人员」 are two requests; marks inside one stay."""
    parts = [part for part in re.split(r"[、,，](?!\d{3}(?!\d))|\sand\s", text) if part.strip(_EDGES)]
    words = _words()
    if len(parts) > 1 and all(words.money.search(halve(part)) or words.count.search(halve(part)) for part in parts):
        return parts
    return [text] if text.strip(_EDGES) else []


def _amount(text: str) -> tuple[float | None, str | None, str]:
    """Amount, currency and the words without a sum of money."""
    words = _words()
    half = halve(text)
    money = words.money.search(half)
    if money:
        number = float((money["n1"] or money["n2"]).replace(",", ""))
        times = money["t1"] or money["t2"]
        amount = number * words.times.get((times or "").lower(), 1)
        sign = (money["before"] or money["behind"]).lower()
        what = _without(text, money.start(), money.end())
        return round(amount, 4), words.currencies[sign], what or text.strip(_EDGES)
    count = words.count.search(half)
    if count:
        value = count["number"]
        number = float(value.replace(",", "")) if value[0].isdigit() else float(chinese_number(value) or 0)
        return number or None, None, text.strip(_EDGES)
    return None, None, text.strip(_EDGES)


def _without(text: str, start: int, end: int) -> str:
    before, after = text[:start].rstrip(_EDGES), text[end:].lstrip(_EDGES)
    for word in sorted(_words().hollow, key=len, reverse=True):
        if before.lower().endswith(word if not word.isascii() else f" {word}"):
            before = before[: -len(word)].rstrip(_EDGES)
    if not before:
        after = re.sub(r"^(?:for|of|to)\s", "", after)
    glue = " " if before and after and before[-1].isascii() else ""
    return f"{before}{glue}{after}".strip(_EDGES)


@lru_cache(maxsize=1)
def _words() -> _Words:
    raw = tomllib.loads(Path(__file__).with_name("resources.toml").read_text(encoding="utf-8"))
    approval, money = raw["approval"], raw["money"]
    before, behind = _either(list(money["before"])), _either(list(money["behind"]))
    times = _either(list(money["times"]))
    name = r"(?P<name>[^,;。()]{2,24}?)"
    edge = r"[(,;。\s]{0,2}"
    return _Words(
        nothing=frozenset(raw["none"]["words"]),
        approval=(
            re.compile(rf"{edge}(?:{_either(approval['zh_label'])})\s?:\s?(?P<name>[^,;。()]{{2,24}})\)?"),
            re.compile(
                rf"{edge}(?:{_either(approval['zh_before'])})\s?{name}\s?(?:{_either(approval['zh_after'])})\)?"
            ),
            re.compile(rf"\(\s?{name}\s?(?:{_either(approval['zh_after'])})\s?\)"),
            re.compile(
                rf"{edge}\b(?:{_either(approval['en_before'])})\b\s?:?\s?(?:the\s)?(?P<name>[^,;.()]{{2,40}})\)?",
                re.IGNORECASE,
            ),
            re.compile(
                r"[(,;\s]{1,2}(?P<name>[A-Z][\w.]{1,20}(?:\s[A-Z][\w.]{1,20}){0,2})\s"
                r"(?:to approve|approves|must approve|has to approve)\)?"
            ),
        ),
        approves=re.compile(rf"{name}\s?(?:{_either(approval['zh_after'])})"),
        before_count=re.compile(rf"(?:.{{0,10}}(?:{_either(raw['words']['gives'] + raw['words']['more'])}))?\s?"),
        money=re.compile(
            rf"(?P<before>{before})\s?(?P<n1>{_NUMBER})\s?(?P<t1>(?:{times})(?![a-z]))?(?:元|yuan)?"
            rf"|(?P<n2>{_NUMBER})\s?(?P<t2>{times})?\s?(?P<behind>{behind})(?![a-z])",
            re.IGNORECASE,
        ),
        currencies={**money["before"], **money["behind"]},
        times=dict(money["times"]),
        count=re.compile(
            rf"(?P<number>{_NUMBER}|[一二两三四五六七八九十]{{1,3}})\s?(?:(?:[a-z-]{{3,14}}\s){{0,2}})(?:{_either(raw['words']['counted'])})",
            re.IGNORECASE,
        ),
        asks=re.compile(rf"\s?(?:{_either(raw['words']['asks'])})\s?", re.IGNORECASE),
        hollow=frozenset(raw["words"]["hollow"]),
        gives=re.compile(rf"\s?(?:{_either(raw['words']['gives'])})"),
        given_by=re.compile(rf"(?:{_either(raw['words']['given_by'])})\s?(?:the\s)?"),
        items=re.compile(
            rf"\s*(?:第\s?(?P<zh>{_NUMBERS})\s?(?:{_either(raw['items']['counted'])})(?:{_either(raw['items']['words'])})?"
            rf"|(?:{_either(raw['items']['words'])})\s?#?(?P<en>{_NUMBERS})(?![\d.%]))\s?的?\s?[:,、]?\s?",
            re.IGNORECASE,
        ),
    )


def _either(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda w: (-len(w), w)))

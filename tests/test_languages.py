"""Both languages are complete, and neither shows in the other: mails, papers, sheets, calendar files, problems.

What people write is in their own language throughout here, so that nothing needs to be excused.
"""

from __future__ import annotations

import io
import re
import tomllib
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest
from lxml import etree

from coordmail.documents.blocks import Reason
from coordmail.documents.html import html_to_text
from coordmail.extraction.problems import in_words_of, problem
from coordmail.mail.letters import AdminWhat, NotedWhat
from coordmail.model import Problem
from coordmail.record import Approval, Assent, EventKind, ItemStatus, MailKind, MeetingStatus
from coordmail.reports.problem_types import problem_name
from tests.gallery.letters import Letter, of_samples, of_story

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coordmail.model import Language

ROOT = Path(__file__).parents[1]
MAILS = ROOT / "templates" / "mail"
LANGUAGES: tuple[Language, ...] = ("zh", "en")

CHINESE = re.compile("[\u2e80-\u2fff\u3001-\u303f\u3400-\u9fff\uf900-\ufaff\uff01-\uff5e]+[^\n]{0,20}")
"""Hanzi, and the punctuation that stands between them."""
LATIN = re.compile(r"[A-Za-z]{2,}")
KNOWN = frozenset(
    {
        "Word",
        "Excel",
        "Outlook",
        "doc",
        "docx",
        "wps",
        "xlsx",
        "winmail",
        "dat",
        "HTML",
        "ics",
        "CM",
        "UTC",
        "WPS",
        "PDF",
        "px",
    }
)
"""What Chinese offices write in Latin letters."""
HIDDEN = re.compile(r"[\w.+-]+@[\w.-]+|\bCM-[A-Z0-9/-]+|\b20\d\d-W\d\d\b|https?://\S+")
"""Addresses, references and tags, which are the same in both."""


def foreign(text: str, language: Language) -> list[str]:
    """What stands in `text` that is not of its language."""
    bare = HIDDEN.sub(" ", text)
    if language == "en":
        return CHINESE.findall(bare)
    return [word for word in LATIN.findall(bare) if word not in KNOWN]


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Please confirm CM-12-7K3Q5F.", "en", []),
        ("Due: 3月6日", "en", ["月6日"]),
        ("Item 2\uff0c Owner", "en", ["\uff0c Owner"]),
        ("请回复「确认」 minutes@example.com", "zh", []),
        ("内容有调整：task: 扩容", "zh", ["task"]),
        ("请填写 Word 表格", "zh", []),
    ],
)
def test_the_measure_itself(text: str, language: Language, found: list[str]) -> None:
    assert foreign(text, language) == found


def keys(table: Mapping[str, Any], path: str = "") -> Iterator[str]:
    """The paths of all values; of a list of answers how many there are."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from keys(value, f"{path}{key}.")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            yield f"{path}{key}: {len(value)}"
        else:
            yield f"{path}{key}"


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)


def word_lists() -> dict[str, dict[str, Any]]:
    """The tables of each language by file."""
    both: dict[str, dict[str, Any]] = {
        "mail/words.toml": {str(language): read(MAILS / language / "words.toml") for language in LANGUAGES}
    }
    for name in ("coordmail/reports/wording", "coordmail/extraction/problems", "coordmail/extraction/unreadable"):
        both[name] = read(ROOT / f"{name}.toml")
    return both


ONE_LANGUAGE = frozenset(
    {"phrases.late_one", *(f"currency.{code}" for code in ("CNY", "HKD", "USD", "EUR", "GBP", "JPY"))}
)
"""English tells one day from two, Chinese writes units of money behind the number."""


@pytest.mark.parametrize("name", word_lists())
def test_no_word_is_missing_in_either_language(name: str) -> None:
    tables = word_lists()[name]
    assert set(keys(tables["zh"])) ^ set(keys(tables["en"])) <= ONE_LANGUAGE


@pytest.mark.parametrize("name", word_lists())
def test_no_word_list_speaks_the_other_language(name: str) -> None:
    for language in LANGUAGES:
        for said in strings(word_lists()[name][language]):
            if not said.startswith("-apple-system"):
                assert foreign(re.sub(r"\{\w*\}", " ", said), language) == [], said


@pytest.mark.parametrize("path", sorted((ROOT / "templates" / "papers").glob("*.docx")), ids=lambda path: path.name)
def test_no_paper_template_speaks_the_other_language(path: Path) -> None:
    said = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", written_in(path.name, path.read_bytes()), flags=re.DOTALL)
    assert foreign(said, "zh" if ".zh." in path.name else "en") == []


def test_both_languages_have_the_same_templates() -> None:
    names = [{path.name for path in (MAILS / language).iterdir()} for language in LANGUAGES]
    assert names[0] == names[1]
    papers = {path.name for path in (ROOT / "templates" / "papers").glob("*.docx")}
    assert {name.replace(".zh.", ".en.") for name in papers} == {name for name in papers if ".en." in name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_and_happening_has_its_words(language: Language) -> None:
    words = read(MAILS / language / "words.toml")
    for table, named in (
        ("noted", get_args(NotedWhat)),
        ("admin", get_args(AdminWhat)),
        ("event", EventKind),
        ("item_status", ItemStatus),
        ("meeting_status", MeetingStatus),
        ("assent", Assent),
        ("approval", Approval),
    ):
        assert {str(name) for name in named} <= set(words[table]), table
    papers = read(ROOT / "coordmail" / "reports" / "wording.toml")[language]
    assert {str(name) for name in Assent} <= set(papers["assent"])
    assert {str(name) for name in Approval} <= set(papers["approval"])
    assert {str(name) for name in ItemStatus} <= set(papers["item"])


FACTS: dict[Language, dict[str, object]] = {
    "zh": {
        "owner": "张工",
        "candidates": (("张伟", "技术部"), ("张敏", "运营部")),
        "words": "加强沟通",
        "what": "预算",
    },
    "en": {
        "owner": "Jones",
        "candidates": (("Mary Jones", "Sales"), ("Ann Jones", "Finance")),
        "words": "improve",
        "what": "budget",
    },
}
ALWAYS = {"n": 2, "due": "2024-03-06", "before": "2024-03-05", "after": "2024-03-07", "file": "CM-1.docx"}


def codes() -> list[str]:
    return [*read(ROOT / "coordmail" / "extraction" / "problems.toml")["zh"], "unreadable_attachment"]


@pytest.mark.parametrize("code", codes())
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_is_told_in_the_words_of_its_reader(code: str, language: Language) -> None:
    other: Language = "en" if language == "zh" else "zh"
    for reason in Reason if code == "unreadable_attachment" else [""]:
        facts = {**FACTS[language], **ALWAYS, "reason": str(reason)}
        found = problem(code, "actions[1]", other, **facts)
        told = in_words_of(found, language)
        assert told == problem(code, "actions[1]", language, **facts)
        assert foreign(told.message, language) == []
        assert foreign(found.message, language)
        assert "{" not in told.message


def test_a_problem_follows_its_item_to_another_number() -> None:
    found = problem("due_vague", "actions[1]", "zh", n=2, due="第2周")
    assert in_words_of(found, "zh", 4).message == found.message.replace("第2项", "第4项")
    assert in_words_of(problem("no_actions", "actions", "en"), "en", 4).message.startswith("No action items")
    bare = Problem("owner_missing", "actions[1]", "kept as it was said")
    assert in_words_of(bare, "en", 4) == bare


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_type_of_problem_has_a_name(language: Language) -> None:
    for name in read(ROOT / "coordmail" / "reports" / "problem_types.toml"):
        assert problem_name(name, language)
        assert foreign(problem_name(name, language), language) == []


def spoken(letter: Letter) -> str:
    """All that a reader sees of a mail: subject, sender, both parts, names of files."""
    names = [re.sub(r"\.\w+$", "", name) for name, _ in letter.enclosures]
    return "\n".join([letter.subject, str(letter.mail["From"]), letter.text, html_to_text(letter.html), *names])


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_turn_of_any_template_speaks_the_other_language(language: Language, tmp_path: Path) -> None:
    letters = of_samples(language, tmp_path)
    assert {letter.kind for letter in letters} == {kind.value for kind in MailKind}
    wrong = {(letter.kind, word) for letter in letters for word in foreign(spoken(letter), language)}
    assert wrong == set()


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> dict[Language, list[Letter]]:
    return {language: of_story(language, tmp_path_factory.mktemp(language)) for language in LANGUAGES}


def test_the_story_is_the_same_in_both_languages(stories: dict[Language, list[Letter]]) -> None:
    told = [[(letter.title, letter.kind) for letter in stories[language]] for language in LANGUAGES]
    assert told[0] == told[1]
    assert {kind for _, kind in told[0]} == {kind.value for kind in MailKind}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_mail_of_the_story_speaks_the_other_language(
    language: Language, stories: dict[Language, list[Letter]]
) -> None:
    wrong = {
        (letter.title, letter.kind, word) for letter in stories[language] for word in foreign(spoken(letter), language)
    }
    assert wrong == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_paper_of_the_story_speaks_the_other_language(
    language: Language, stories: dict[Language, list[Letter]]
) -> None:
    wrong = set()
    seen = set()
    for letter in stories[language]:
        for name, content in letter.enclosures:
            seen.add((letter.kind, Path(name).suffix))
            wrong |= {(letter.kind, name, word) for word in foreign(written_in(name, content), language)}
    assert wrong == set()
    assert seen >= {
        ("form", ".docx"),
        ("summary", ".docx"),
        ("closed", ".docx"),
        ("weekly-report", ".docx"),
        ("weekly-report", ".xlsx"),
        ("monthly-review", ".docx"),
        ("registered", ".ics"),
        ("confirm-request", ".ics"),
        ("second-meeting", ".ics"),
    }


ICS = re.compile(r"^(?:SUMMARY|LOCATION|DESCRIPTION|COMMENT)(?:;[^:]*)?:(.*)$", re.MULTILINE)
OOXML_TEXT = ("t", "v", "title", "subject", "description", "category", "keywords")


def written_in(name: str, content: bytes) -> str:
    """What a reader sees of a file: text, names of sheets, chart titles, properties, alternative texts."""
    if name.endswith(".ics"):
        return "\n".join(ICS.findall(content.decode().replace("\r\n ", "").replace("\r\n", "\n")))
    said = []
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for part in package.namelist():
            if not part.endswith(".xml") or "theme" in part or "styles" in part or "Table" in part:
                continue
            for element in etree.fromstring(package.read(part)).iter():
                tag = etree.QName(element).localname if isinstance(element.tag, str) else ""
                if tag in OOXML_TEXT and element.text:
                    said.append(element.text)
                said += [element.get(key) or "" for key in ("descr", "title")]
                if tag == "sheet":
                    said.append(element.get("name") or "")
    return "\n".join(said)

"""One item or sentence read: who does what by when, as far as its words say so."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from coordmail.extraction.actions import criteria
from coordmail.extraction.actions.charges import chinese_charge
from coordmail.extraction.actions.closing import closing_charge, late_charge
from coordmail.extraction.actions.draft import HINTED, LABELLED, NOTHING, STATED, Draft
from coordmail.extraction.actions.edges import read_edges
from coordmail.extraction.actions.english import english_charge
from coordmail.extraction.actions.labels import take_labels
from coordmail.extraction.actions.owner_places import owner_at
from coordmail.extraction.actions.recurrence import is_clock_of, told_behind, without_lead
from coordmail.extraction.actions.urgency import urgency_beside, urgency_of
from coordmail.extraction.actions.words import words
from coordmail.extraction.dates import find_dates, read_deadline
from coordmail.extraction.people.names import fold, is_nobody, plain
from coordmail.extraction.rules import Rule

if TYPE_CHECKING:
    from coordmail.extraction.actions.draft import Reader
    from coordmail.extraction.dates import DateMention

_LINK = re.compile(r"\[([^\]\n]{1,80})\]\([^)\s]{0,200}\)")
_BOX = re.compile(r"^\s*(?:[-*]\s)?(?:\[(?P<mark>[ xX✓√]?)\]|(?P<sign>[☐□☑✅✔]))\s*")
_NUMBERED = re.compile(
    r"(?:任务|事项|待办|措施|行动|行动项|工作|举措)\s?[一二三四五六七八九十\d]{1,3}\s?[:、.]\s{0,2}(?=\S)"
)
_EDGES = " \t\n,，;；。、:：|-—–→>*"
_MAX = 4000


def read_item(text: str, reader: Reader, *, listed: bool) -> Draft:
    """The action that `text` states; its task is "" where the text holds nothing but labels.

    `listed`: it stands in a list of tasks, where a name at its start or end is an owner without more words.
    """
    text = text[:_MAX]
    box = _BOX.match(text)
    ticked = bool(box and ((box["mark"] or "").strip() or box["sign"] in {"☑", "✅", "✔"}))
    bare = _LINK.sub(r"\1", text[box.end() :] if box else text).replace("**", "").strip()
    urgency, bare = urgency_beside(bare)
    marker = words().marker.match(bare)
    if marker and not bare[marker.end() :].startswith("//"):
        bare = bare[marker.end() :]
    named = _NUMBERED.match(plain(bare))
    if named:
        bare = bare[named.end() :]
    group = words().group.match(plain(bare))
    if group:
        bare = bare[group.end() :]
    listed = listed or marker is not None or box is not None
    put_off = words().put_off.search(bare)
    draft = _labelled(bare[: put_off.start()] if put_off else bare, reader)
    if put_off and not draft.due_text:
        draft = replace(draft, due_text=put_off[0].strip(_EDGES + "()"))
    draft = read_edges(draft, reader, listed=listed)
    draft = _dated(draft, reader, listed=listed)
    draft = _charged(draft, reader, listed=listed)
    if marker or (box and draft.owner):
        draft = replace(draft, sure=LABELLED)
    draft = replace(draft, task=_tidy(draft.task), listed=listed, done=draft.done or ticked or is_done(text))
    draft = replace(draft, urgency=draft.urgency or urgency)
    return criteria.read(draft) if draft.task else draft


def is_done(text: str) -> bool:
    """Whether `text` says at its start or end that it is done with."""
    known = words()
    said = fold(text).strip(" 。.;!*)").lstrip("[(【")
    if any(word in said for word in known.done_unless):
        return False
    return said.startswith(known.done_begins) or said.endswith(tuple(end.strip(")") for end in known.done_ends))


def says_done(status: str | None) -> bool:
    """Whether a status (a column, a label) says that the item is closed."""
    known = words()
    said = fold(status or "").strip(" 。.;!*()[]")
    if (
        not said
        or any(word in said for word in known.done_unless if word != "%")
        or re.search(r"(?<!\d)\d{1,2}\s?%", said)
    ):
        return False
    ticked = re.search(r"[☑√■✓✔]\s?(已完成|已闭环|完成|已关闭|done|closed)", said)
    if ticked:
        return True
    if "□" in said or "☐" in said:
        return False
    first = re.split(r"[(,;:,。 ]", said)[0]
    return said in known.done or first in known.done or said.startswith(known.done_begins)


def _labelled(bare: str, reader: Reader) -> Draft:
    taken = take_labels(bare)
    values = taken.values
    owner, due_text, done = _owner_value(values.get("owner"), values.get("due"), reader)
    named = bool(values.get("owner") or values.get("due"))
    helper = values.get("helper")
    if helper and due_text is None:
        helper, due_text, _ = _owner_value(helper, None, reader)
    if owner and helper and not is_nobody(helper):
        owner = f"{owner}、{helper}" if "\u4e00" <= owner[0] <= "\u9fff" else f"{owner}, {helper}"
    resources, approver = values.get("resources"), values.get("approver")
    if resources and approver:
        resources = f"{resources}\uff0c审批人\uff1a{approver}"
    return Draft(
        task=taken.rest,
        owner=owner,
        due_text=due_text,
        deliverable=values.get("deliverable"),
        resources=(resources,) if resources and fold(resources) not in words().nothing else (),
        done=done or says_done(values.get("status")),
        urgency=urgency_of(values.get("urgency")),
        sure=LABELLED if named else NOTHING,
        owner_rule=Rule.LINE_LABEL if owner else Rule.LIST,
        due_rule=Rule.LINE_LABEL if due_text else Rule.DEADLINE,
    )


def _owner_value(owner: str | None, due: str | None, reader: Reader) -> tuple[str | None, str | None, bool]:
    """An owner's label may hold the deadline and the status as well: 「张伟(3月6日前)」, 「方岑,已闭环」."""
    if owner is None:
        return None, due, False
    done = False
    kept: list[str] = []
    for piece in re.split(r"[,，]", owner):
        if fold(piece).strip(" 。.") in words().done and len(piece) > 1:
            done = True
        else:
            kept.append(piece)
    if done:
        owner = ",".join(kept)
    if due is None and (begin := told_behind(owner)):
        owner, due = owner[:begin], owner[begin:].strip(_EDGES + ")\uff09")
    if due is None:
        mention = next((m for m in find_dates(owner, reader.dates) if m.day or m.vague), None)
        if mention and mention.start > 1:
            due = mention.text
            owner = without_lead(owner[: mention.start]).strip(_EDGES + "(（") + owner[mention.end :].strip(
                _EDGES + ")）"
            )
            owner = re.sub(r"\s?(?:预计|计划)?完成$", "", owner).strip(_EDGES + "(（")
    owner = owner.strip(_EDGES + "@")
    return (None if is_nobody(owner) else owner), due, done


def _dated(draft: Draft, reader: Reader, *, listed: bool) -> Draft:
    """The deadline that stands in the sentence, taken out of it."""
    if draft.dated:
        return draft
    mentions = [m for m in find_dates(draft.task, reader.dates) if not is_clock_of(m, draft.task)]
    mention = next((m for m in mentions if m.deadline and not m.vague and (m.day or m.conflict)), None)
    mention = mention or next(
        (m for m in mentions if not m.deadline and _placed(m, draft.task, reader, listed=listed)), None
    )
    if mention:
        return replace(draft, due=mention, sure=max(draft.sure, HINTED))
    head, _, last = draft.task.rstrip().rpartition(" ")
    if listed and head and re.fullmatch(r"\d{1,2}[/.]\d{1,2}", last):
        read = read_deadline(last, reader.dates)
        if read and read.day:
            return replace(draft, task=head, due=replace(read, start=0, end=0, text=""), sure=max(draft.sure, HINTED))
    vague = next((m for m in mentions if m.vague), None)
    return replace(draft, due=vague) if vague else draft


def _placed(mention: DateMention, text: str, reader: Reader, *, listed: bool) -> bool:
    """Whether a date without 前 or by is a deadline by its place: first, last, or right behind the owner."""
    if mention.day is None or mention.vague:
        return False
    before, after = plain(text[: mention.start]), plain(text[mention.end :])
    if re.match(r"\s?(?:起|的|至今|以来|开始|发生|发现|版|号文|份)", after):
        return False
    quoted = any(before.count(a) > before.count(b) for a, b in ("“”", "《》", "「」", "()"))
    if quoted or (mention.coarse and not listed):
        return False
    if not before.strip(_EDGES):
        return listed or re.match(r"\s?[,由完提]", after) is not None
    if not after.strip(_EDGES + ")!"):
        return listed
    if listed and before.rstrip().endswith(",") and not re.match(r"\s?(?:会|上|召|开|左右|到|至)", after):
        return True
    if re.match(r"\s?(?:完成|提交|上线|交付|给出|输出|反馈|发布|到位)", after):
        return True
    return owner_at(before.lstrip("请由 "), 0, reader.people, len(before)) == len(before.lstrip("请由 "))


def _charged(draft: Draft, reader: Reader, *, listed: bool) -> Draft:
    """The owner whom the sentence charges, where none was found around it; the deadline's words go too."""
    mention = draft.due
    text, cut = draft.task, -1
    if (
        mention
        and not draft.due_text
        and text[mention.start : mention.end] == mention.text
        and not _part_of_task(mention)
    ):
        text, cut = _without(text, mention)
    if draft.owner is None:
        charge = _charge(text, cut, reader, listed=listed)
        if charge and charge[1].strip(_EDGES):
            owner, task, certain = charge
            sure = STATED if certain else HINTED
            draft = replace(draft, owner=owner, owner_rule=Rule.CHARGE)
            return replace(draft, task=_unhollow(task), sure=max(draft.sure, sure))
        if cut > 0 and text[cut:].strip(_EDGES) in words().hollow:
            text = text[:cut]
        return replace(draft, task=_unhollow(text))
    own = _repeated_owner(text, draft.owner, cut, reader)
    return replace(draft, task=_unhollow(own))


def _part_of_task(mention: DateMention) -> bool:
    """Whether words that name no day belong to what is to be done (持续跟进); 尽快 and ASAP do not."""
    return mention.vague and not re.match(r"尽快|尽早|尽速|抓紧|asap|as soon as possible|soon", fold(mention.text))


def _without(text: str, mention: DateMention) -> tuple[str, int]:
    """`text` without the deadline and the words that lead to it, and where it stood."""
    known = words()
    before, after = text[: mention.start].rstrip(" "), text[mention.end :]
    for _ in range(2):
        lead = known.before_date.search(plain(before))
        if lead and (lead[0].strip().isascii() is False or before[: lead.start()][-1:] in {"", " "}):
            before = before[: lead.start()].rstrip(" ")
    behind = known.after_date.match(after)
    if behind and not mention.deadline:
        after = after[behind.end() :]
    if before.endswith(("(", "（")) and after.lstrip().startswith((")", "）")):
        before, after = before[:-1], after.lstrip()[1:]
    after = after.lstrip(" ")
    if not before or before[-1] in ",，;；、":
        after = after.lstrip(",，、 ")
        before = before if after else before.rstrip(",，;；、")
    glue = " " if before and after and before[-1].isascii() and after[0].isascii() and after[0].isalnum() else ""
    return f"{before}{glue}{after}", len(before)


def _charge(text: str, cut: int, reader: Reader, *, listed: bool) -> tuple[str, str, bool] | None:
    """Owner, task and whether there is no doubt, from a Chinese or an English sentence."""
    start = len(text) - len(text.lstrip(" ,，、:"))
    english = english_charge(text[start:], reader.people, listed=listed)
    if english:
        return english.owner, english.task, english.plain
    closing = closing_charge(text, cut, reader.people)
    if closing:
        return closing.owner, closing.task, True
    charge = chinese_charge(text, cut, reader.people, listed=listed) or late_charge(text, cut, reader.people)
    if charge is None:
        return None
    before = charge.before.strip(_EDGES)
    task = _without_helper(charge.task, reader)
    if not task.strip(_EDGES) or plain(task).strip(_EDGES + "并") in words().hollow:
        return charge.owner, _without_link(before), charge.plain
    first, mark, rest = plain(task).partition(",")
    if mark and first.strip(_EDGES) in words().hollow:
        task = task[len(task) - len(rest) :].lstrip()
    if before and not plain(before).startswith(words().intros):
        hollow = bool(mark) and first.strip(_EDGES) in words().hollow
        joint = "，" if hollow or plain(charge.before).rstrip().endswith((",", "。", ";")) else ""
        joint = charge.before.rstrip()[-1] if plain(charge.before).rstrip().endswith(":") else joint
        task = f"{before}{joint}{task}"
    return charge.owner, task, charge.plain


def _without_link(task: str) -> str:
    """`task` without a word that only ties it to what went before: 另外, 此外."""
    link = next((word for word in words().links if task.startswith(word)), "")
    return task[len(link) :].lstrip(_EDGES) or task


def _without_helper(task: str, reader: Reader) -> str:
    """`task` without a clause that only names who helps: 「运营部配合,…」."""
    half = plain(task)
    end = owner_at(half, 0, reader.people)
    found = re.compile(r"(?:配合|协助|协办|支持|协同|参与)\s?[,，;]\s?").match(half, end) if end else None
    return task[found.end() :] if found else task


def _repeated_owner(text: str, owner: str, cut: int, reader: Reader) -> str:
    """`text` without its own mention of an owner whom a label names as well."""
    half = plain(text)
    if half.startswith(plain(owner)):
        charge = chinese_charge(text, cut, reader.people, listed=False) or english_charge(text, reader.people)
        if charge and plain(charge.owner) == plain(owner):
            return charge.task
    return text


def _unhollow(task: str) -> str:
    """`task` without an end that only says that it is to be done: 「…,完成」."""
    bare = task.strip(_EDGES)
    parts = re.split(r"[,，]\s?", bare)
    if len(parts) > 1 and parts[-1].strip(_EDGES) in words().hollow:
        bare = bare[: bare.rfind(parts[-1])].strip(_EDGES)
    elif len(parts) > 2 and parts[1].strip(_EDGES) in words().hollow:
        bare = re.sub(rf"([,，]\s?){re.escape(parts[1])}(?=[,，])", "", bare, count=1)
    return bare


def _tidy(task: str) -> str:
    bare = " ".join(task.replace("\n", " ").split()).strip(_EDGES + "`")
    if bare.endswith(".") and bare[-2:-1].isalnum() and not re.search(r"\b(?:etc|e\.g|i\.e|Inc|Ltd|Co)\.$", bare):
        bare = bare[:-1]
    if bare.endswith((")", "）")) and bare.count("(") + bare.count("（") < bare.count(")") + bare.count("）"):
        bare = bare[:-1].rstrip(_EDGES)
    if bare.count("(") + bare.count("（") > bare.count(")") + bare.count("）"):
        bare = re.sub(r"[(（]\s*$", "", bare).rstrip(_EDGES)
    return bare

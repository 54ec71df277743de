"""What the words of an answer come to: phrases take each other's meaning, of the rest the weightiest counts."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from coordmail.extraction import reply_parts
from coordmail.extraction.reply_scope import wondered
from coordmail.extraction.reply_words import Signal, plain, signals, without_quotes
from coordmail.model import Answer

_MEANING = {
    "blocked": Answer.BLOCKED,
    "waits": Answer.BLOCKED,
    "idle": Answer.BLOCKED,
    "delay": Answer.DELAY,
    "unable": Answer.DELAY,
    "delay_refused": Answer.NO,
    "no": Answer.NO,
    "objection": Answer.NO,
    "faulty": Answer.NO,
    "lacking": Answer.NO,
    "amend": Answer.AMEND,
    "amend_stated": Answer.AMEND,
    "cancel": Answer.AMEND,
    "progress": Answer.PROGRESS,
    "not_started": Answer.PROGRESS,
    "question": Answer.QUESTION,
    "done": Answer.DONE,
    "yes": Answer.YES,
    "commits": Answer.YES,
    "stands": Answer.YES,
    "delay_agreed": Answer.YES,
}
WEIGHT = {answer: place for place, answer in enumerate(Answer)}
_ASKED = frozenset({"yes", "done", "progress", "not_started", "amend_stated"})
"""What a question may ask about without saying it."""
_UNFINISHED = frozenset({"progress", "not_started", "done", "delay", "unable", "blocked", "waits"})
"""What beside something lacking tells of work, not of its acceptance."""
_CHANGES = frozenset({"amend", "amend_stated", "cancel"})
_HELD_UP = frozenset({"blocked", "waits"})
_ASKS = frozenset({"delay", "no", "objection", "amend", "delay_refused", "delay_agreed"})
"""What outweighs the words of the reason that is given for it."""


def said_in(words: str) -> list[Signal]:
    """The signals of `words` that its writer says: not those of a result, of quoted wording, or of a reason."""
    return _without_wondering(_without_reason(_without_result(signals(without_quotes(words)), words), words), words)


def _without_wondering(spoken: list[Signal], words: str) -> list[Signal]:
    """`spoken` with a question for each change that is only asked about: 截止日期要不要改为3月26日?"""
    asked = wondered(words)
    return [
        replace(s, name="question") if s.name in _CHANGES and any(start <= s.start < end for start, end in asked) else s
        for s in spoken
    ]


def _without_result(spoken: list[Signal], words: str) -> list[Signal]:
    """`spoken` without the words of a result that is told behind its label: 验收通过,结果:延迟≤1.5小时."""
    label = re.search(rf"{plain('result_labels')}[ ]?:", words)
    agreed = label and any(s.name in ("yes", "done") and s.end <= label.start() for s in spoken)
    return [s for s in spoken if s.start < label.start()] if label and agreed else spoken


def _without_reason(spoken: list[Signal], words: str) -> list[Signal]:
    """`spoken` without the words of its reason, where something is asked for: 申请延期,因为设备还没到货."""
    span = reply_parts.cause_span(words)
    if span is None:
        return spoken
    outside = [s for s in spoken if not span[0] <= s.start < span[1]]
    return outside if any(s.name in _ASKS for s in outside) else spoken


def share_of(answer: Answer, share: int | None, *, not_started: bool) -> int | None:
    """The percent that goes with `answer`; a share beside a yes or no is one of something else."""
    if answer is Answer.DONE:
        return 100
    if answer is Answer.PROGRESS:
        return 0 if share is None and not_started else share
    return share if answer in (Answer.DELAY, Answer.BLOCKED) else None


def weigh(words: str, spoken: list[Signal], share: int | None, *, numbered: bool) -> Answer:
    """The weightiest of what `spoken` says, after one phrase has taken the meaning of another."""
    names = {s.name for s in spoken}
    if _tells_a_result(words, spoken, share):
        names -= {"delay", "progress"}
    if names & {"delay_agreed", "delay_refused"}:
        names -= {"delay", "unable"}
    _settle_waiting(names, words, spoken)
    if "lacking" in names and (share is not None or names & _UNFINISHED):
        names = names - {"lacking", "done"} | ({"progress"} if "done" in names else set())
    _settle_objections(names, words, spoken, share)
    if "done" in names and share is not None and share < 100:
        names = names - {"done"} | {"progress"}
    if share is not None and not names & {"done", "delay", "blocked", "yes", "no", "amend", "question"}:
        names.add("progress" if share < 100 else "done")
    if share == 100 and "progress" in names:
        names = names - {"progress"} | {"done"}
    if names & _HELD_UP and _over(words, spoken):
        names -= _HELD_UP
    if leaves_until(words, spoken):
        names.add("amend")
    elif _conditional(words, spoken, names):
        names.add("no")
    if numbered and "exception" in names:
        names = names - {"yes", "done"} | {"progress" if "done" in names else "no"}
    if "question" in names and _asks_only(words, spoken):
        names -= _ASKED
    answers = [_MEANING[name] for name in names if name in _MEANING]
    return min(answers, key=WEIGHT.__getitem__, default=Answer.UNCLEAR)


def _tells_a_result(words: str, spoken: list[Signal], share: int | None) -> bool:
    """Whether a done at the beginning is followed by what was done alone (已完成,逾期订单已处理): nothing is asked for,
    nothing is left, and work that goes on is told of by no more than its progress (进度已补发)."""
    if not spoken or spoken[0].name != "done" or share is not None or re.search(plain("left_to_do"), words):
        return False
    others = [s for s in spoken if s.name in ("delay", "progress")]
    return bool(others) and all(s.name == "delay" or words.startswith("进", s.start) for s in others)


def _over(words: str, spoken: list[Signal]) -> bool:
    """Whether what blocked is over: 之前卡在采购,现已完成."""
    last_blocked = max(s.start for s in spoken if s.name in _HELD_UP)
    done_behind = any(s.name == "done" and s.start > last_blocked for s in spoken)
    return done_behind and bool(re.search(r"之前|此前|原先|前期|现已|现在|目前已|已经|was|were|now|had", words))


def _conditional(words: str, spoken: list[Signal], names: set[str]) -> bool:
    """Whether a yes has a condition (同意,但须先批预算); a but with a change or a date says that instead."""
    agreed = [s for s in spoken if s.name in ("yes", "delay_agreed")]
    if not agreed or "question" in names:
        return False
    if any(s.name == "condition" for s in spoken):
        return not names & {"amend", "delay"}
    behind = any(s.name == "contrast" and s.start > agreed[0].start for s in spoken)
    if behind and "delay_agreed" in names and re.search(r"\d|周[一二三四五六日]|[a-z]day\b", words[agreed[0].end :]):
        return False
    return behind and not names & {"amend", "delay", "progress", "not_started", "blocked", "done"}


def _only_promised(words: str, spoken: list[Signal]) -> bool:
    """Whether each yes is a polite word before the promise of an answer: 好的,稍后回复."""
    promised = max(s.start for s in spoken if s.name == "later")
    mild = re.compile(plain("mild"))
    return all(s.end <= promised and mild.fullmatch(words[s.start : s.end].strip()) for s in spoken if s.name == "yes")


_DAY = re.compile(
    r"\d{1,2}[ ]?[月日号/.-]|周[一二三四五六日末]|(?:星期|礼拜)[一二三四五六日]|明天|后天|月底|[a-z]day\b|tomorrow"
    r"|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\.?[ ]\d"
    r"|\d(?:st|nd|rd|th)?[ ](?:of[ ])?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
)


@lru_cache(maxsize=1)
def _latest_day() -> re.Pattern[str]:
    """A day beside the words that make it the last: 最晚3月21日, "21 March at the latest"; not 不超过1.5小时."""
    latest, day = plain("latest"), rf"(?:{_DAY.pattern})(?!\d*[.]\d)"
    return re.compile(
        rf"{latest}[^,;\u3002!?\n]{{0,4}}(?!\d+[.]\d){day}|{day}[^,;\u3002!?\n]{{0,8}}{latest}(?![^,;\u3002!?\n]{{0,4}}\d)"
    )


def leaves_until(words: str, spoken: list[Signal]) -> bool:
    """Whether an agreement names the last day that it leaves: 同意,但最晚3月21日; "ok, but 21 March at the latest"."""
    agreed = min((s.end for s in spoken if s.name == "yes"), default=None)
    if agreed is None or any(s.name in ("condition", "question", "delay_agreed") for s in spoken):
        return False
    if _latest_day().search(words, agreed):
        return True
    contrast = min((s.end for s in spoken if s.name == "contrast" and s.start >= agreed), default=None)
    if contrast is None:
        return False
    clause = re.split(r"[;。!?\n]", words[contrast:])[0]
    return bool(_DAY.search(clause) and re.search(plain("limit"), clause))


def _asks_only(words: str, spoken: list[Signal]) -> bool:
    """Whether all is one question (完成了吗?), not an answer and a question (同意。预算从哪里来?)."""
    first = min((s.start for s in spoken if s.name in _ASKED), default=len(words))
    return "?" in words and not re.search(r"[,。;!\n]", words[first : words.rfind("?")])


def _settle_objections(names: set[str], words: str, spoken: list[Signal], share: int | None) -> None:
    """Troubles of the work are no objection; one with its correction is an amendment; a promise is no yes."""
    if "faulty" in names and (share is not None or names & _UNFINISHED):
        names.discard("faulty")
    if names & {"objection", "faulty"} and "contrasted" in names:
        names.add("amend")
    if names & {"amend", "amend_stated"}:
        names -= {"objection", "faulty"}
    if "later" in names and _only_promised(words, spoken):
        names.discard("yes")


def _settle_waiting(names: set[str], words: str, spoken: list[Signal]) -> None:
    """Who waits and asks for more time asks; who is done and waits for the check is done; 等待 alone is blocked."""
    if names & {"delay", "unable"}:
        names -= {"waits", "idle"}
    if "done" in names and not names & {"progress", "not_started"}:
        waits = [words[s.start : s.end] for s in spoken if s.name == "waits"]
        if waits and all(re.search(r"确认|verif|confirm|review", one) for one in waits):
            names -= {"waits"}
    if names & set(_MEANING) - {"idle"}:
        names -= {"idle"}

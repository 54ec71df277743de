"""List numbers as they are displayed: what kind of numerals, from what number, as which characters."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

BULLET = "•"

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
_ROMAN_UNITS = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_HIGHEST = 9999


def chinese(number: int, digits: str = "〇一二三四五六七八九", units: str = "十百千") -> str:
    """1 to 9999 in words: 一, 十, 十一, 二十, 一百零五."""
    words = ""
    zero_pending = False
    for position in (3, 2, 1, 0):
        digit = number // 10**position % 10
        if not digit:
            zero_pending = bool(words)
            continue
        if zero_pending:
            words += "零"
            zero_pending = False
        ten_alone = position == 1 and digit == 1 and not words
        words += ("" if ten_alone else digits[digit]) + (units[position - 1] if position else "")
    return words or digits[0]


def roman(number: int) -> str:
    """1 to 9999 in lower-case Roman numerals."""
    words = ""
    for value, letters in (*_ROMAN, *_ROMAN_UNITS):
        words += letters * (number // value)
        number %= value
    return words


def letter(number: int) -> str:
    """The way Word counts in letters: a … z, aa, bb … zz, aaa."""
    repeat, index = divmod(number - 1, 26)
    return chr(ord("a") + index) * (repeat + 1)


def _from_row(characters: str) -> Callable[[int], str]:
    return lambda number: characters[number - 1] if number <= len(characters) else str(number)


def _digits(characters: str) -> Callable[[int], str]:
    return lambda number: str(number).translate(dict(zip(range(0x30, 0x3A), characters, strict=True)))


def _legal(number: int) -> str:
    return chinese(number, "零壹贰叁肆伍陆柒捌玖", "拾佰仟")


def _ordinal(number: int) -> str:
    teens = number % 100 in (11, 12, 13)
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


_CIRCLED = _from_row("".join(map(chr, (*range(0x2460, 0x2474), *range(0x3251, 0x3260), *range(0x32B1, 0x32C0)))))
_STEMS = _from_row("甲乙丙丁戊己庚辛壬癸")
_BRANCHES = _from_row("子丑寅卯辰巳午未申酉戌亥")

_NUMERALS: Mapping[str, Callable[[int], str]] = MappingProxyType(
    {
        # Word, ECMA-376 part 1, 17.18.59 ST_NumberFormat
        "decimal": str,
        "decimalZero": lambda number: f"{number:02}",
        "decimalFullWidth": _digits("０１２３４５６７８９"),
        "decimalFullWidth2": _digits("０１２３４５６７８９"),
        "decimalEnclosedCircle": _CIRCLED,
        "decimalEnclosedCircleChinese": _CIRCLED,
        "decimalEnclosedFullstop": _from_row("".join(map(chr, range(0x2488, 0x249C)))),
        "decimalEnclosedParen": _from_row("".join(map(chr, range(0x2474, 0x2488)))),
        "numberInDash": lambda number: f"- {number} -",
        "ordinal": _ordinal,
        "lowerLetter": letter,
        "upperLetter": lambda number: letter(number).upper(),
        "lowerRoman": roman,
        "upperRoman": lambda number: roman(number).upper(),
        "chineseCounting": chinese,
        "chineseCountingThousand": chinese,
        "taiwaneseCounting": chinese,
        "taiwaneseCountingThousand": chinese,
        "japaneseCounting": chinese,
        "koreanCounting": chinese,
        "ideographDigital": _digits("〇一二三四五六七八九"),
        "taiwaneseDigital": _digits("〇一二三四五六七八九"),
        "japaneseDigitalTenThousand": _digits("〇一二三四五六七八九"),
        "chineseLegalSimplified": _legal,
        "ideographLegalTraditional": lambda number: chinese(number, "零壹貳參肆伍陸柒捌玖", "拾佰仟"),
        "ideographTraditional": _STEMS,
        "ideographZodiac": _BRANCHES,
        "ideographEnclosedCircle": _from_row("㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"),
        # HTML, `type` of ol and CSS Counter Styles Level 3, 6 and 7
        "1": str,
        "a": letter,
        "A": lambda number: letter(number).upper(),
        "i": roman,
        "I": lambda number: roman(number).upper(),
        "decimal-leading-zero": lambda number: f"{number:02}",
        "lower-alpha": letter,
        "lower-latin": letter,
        "upper-alpha": lambda number: letter(number).upper(),
        "upper-latin": lambda number: letter(number).upper(),
        "lower-roman": roman,
        "upper-roman": lambda number: roman(number).upper(),
        "cjk-ideographic": chinese,
        "simp-chinese-informal": chinese,
        "trad-chinese-informal": chinese,
        "simp-chinese-formal": _legal,
        "cjk-decimal": _digits("〇一二三四五六七八九"),
        "cjk-heavenly-stem": _STEMS,
        "cjk-earthly-branch": _BRANCHES,
    }
)


def numeral(kind: str, number: int) -> str:
    """`number` in the numerals that `kind` names (Word's numFmt, HTML's `type`, CSS's list-style-type)."""
    if not 1 <= number <= _HIGHEST:
        return str(number)
    return _NUMERALS.get(kind, str)(number)


def is_known(kind: str) -> bool:
    """Whether `kind` names numerals."""
    return kind in _NUMERALS

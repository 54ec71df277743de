from __future__ import annotations

import pytest

from coordmail.documents.numbering import chinese, letter, numeral, roman
from coordmail.documents.tidy import one_line, tidy


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (21, "二十一"),
        (100, "一百"),
        (105, "一百零五"),
        (110, "一百一十"),
        (111, "一百一十一"),
        (1000, "一千"),
        (1001, "一千零一"),
        (2010, "二千零一十"),
    ],
)
def test_chinese_numerals(number: int, words: str) -> None:
    assert chinese(number) == words


def test_letters_and_roman() -> None:
    assert [letter(number) for number in (1, 26, 27, 28, 53)] == ["a", "z", "aa", "bb", "aaa"]
    assert [roman(number) for number in (4, 9, 14, 40, 1994)] == ["iv", "ix", "xiv", "xl", "mcmxciv"]


@pytest.mark.parametrize(
    ("kind", "number", "expected"),
    [
        ("decimalZero", 3, "03"),
        ("ordinal", 12, "12th"),
        ("ordinal", 23, "23rd"),
        ("chineseLegalSimplified", 12, "拾贰"),
        ("ideographDigital", 10, "一〇"),
        ("decimalFullWidth", 12, "１２"),
        ("ideographTraditional", 11, "11"),
        ("decimalEnclosedCircle", 21, "㉑"),
        ("unheard-of", 3, "3"),
        ("decimal", -3, "-3"),
        ("lowerLetter", 0, "0"),
        ("lowerRoman", 10_000, "10000"),
    ],
)
def test_numerals(kind: str, number: int, expected: str) -> None:
    assert numeral(kind, number) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  a  b\u00a0c\u3000d ", "a b c d"),
        ("a \t b", "a\tb"),
        ("a \n\n\t b", "a\nb"),
        ("a\x0bb\u2028c\r\nd\re", "a\nb\nc\nd\ne"),
        ("\u200b\u202ea\u00ad\ufeff\x00\ud800b", "ab"),
        ("\t \n", ""),
    ],
)
def test_tidied_text(text: str, expected: str) -> None:
    assert tidy(text) == expected
    assert "\n" not in one_line(text)

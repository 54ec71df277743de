"""Address headers as people's programs write them: semicolon lists, quoted encoded words, names with bare addresses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coordmail.documents.tidy import one_line
from coordmail.mail.encoded_words import decode_words, encode_word

if TYPE_CHECKING:
    from collections.abc import Sequence

_LEXEME = re.compile(
    r"\"(?:[^\"\\]|\\.){0,400}\"|<[^<>]*>|\([^()]*\)|=\?[^?\s=]{1,60}\?[bBqQ]\?[^?]*\?="
    r"|[,;:]|[^\",;:<>()=]+|.",
    re.DOTALL,
)
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_OPAQUE = re.compile(r"\"(?:[^\"\\]|\\.){0,400}+\"|=\?[^?\s]{1,60}+\?[bBqQ]\?[^?]{0,2000}+\?=", re.DOTALL)
_FOLD = re.compile(r"\r?\n[ \t]")
_COMMENT = re.compile(r"\([^()]{0,400}+\)")
_BRACKETED = re.compile(r"(<[^<>]{0,400}+>)")
_EMPTY = re.compile(r"<\s{0,3}+>")
_ROUTE = re.compile(r"<@[A-Za-z0-9.,@-]{1,200}:")
_ODD = re.compile(r"[@<>\x00-\x08\x0a-\x1f\x7f]")
_LONGEST_FROM = 4000
_MOST_HEADERS = 20
_MOST_COMMENTS = 3
_SEPARATORS = ",;"
_CHINESE_SEPARATORS = {0xFF1B: ";", 0xFF0C: ",", 0x3001: ","}


def mend(value: str) -> str:
    """An address header's value with commas between mailboxes and names as UTF-8 encoded words outside quotes.

    Groups of RFC 5322 (`name: a@b, c@d;`) stay groups. Plain values are returned as they are.
    """
    if value.isascii() and "=?" not in value and ";" not in value:
        return value
    lexemes = _LEXEME.findall(value.translate(_CHINESE_SEPARATORS))
    in_group = False
    mended: list[str] = []
    words: list[str] = []
    for lexeme in lexemes:
        if lexeme in _SEPARATORS or lexeme == ":" or lexeme.startswith("<"):
            mended.append(_name("".join(words), addressed="@" in lexeme))
            words = []
        if lexeme == ":":
            in_group = True
            mended.append(":")
        elif lexeme in _SEPARATORS:
            mended.append(";" if lexeme == ";" and in_group else ", ")
            in_group = in_group and lexeme == ","
        elif lexeme.startswith("<"):
            mended.append(f" {lexeme} ")
        else:
            words.append(lexeme)
    mended.append(_name("".join(words)))
    return "".join(mended).strip().rstrip(",")


def find_address(text: str) -> tuple[str, str] | None:
    """The first address in `text` and the name before or around it; None where there is none. The last resort."""
    text = decode_words(text) if "=?" in text else text
    found = _ADDRESS.search(text)
    if not found:
        return None
    name = (text[: found.start()] or text[found.end() :]).strip(" \t<>()[]\"',;:“”‘’")
    return name, found[0].lower()


def tidy_name(name: str) -> str:
    """A display name without the quotes and spaces that programs leave around it."""
    return one_line(one_line(name).strip("\"'“”‘’"))


def writers(values: Sequence[str]) -> tuple[tuple[str, ...], bool]:
    """The different addresses that the From headers `values` (mended) name, lower case, and whether they are plain.

    Not plain: what one program takes for the sender another does not, as with an address hidden in a name, two
    addresses run together, or control characters. Names are not looked into: anybody writes there what they like.
    """
    found: dict[str, None] = {}
    plain = True
    for value in values[:_MOST_HEADERS]:
        rest = _OPAQUE.sub(" ", _FOLD.sub(" ", value[:_LONGEST_FROM]))
        for _ in range(_MOST_COMMENTS):
            rest = _COMMENT.sub(" ", rest)
        inside = "".join(_BRACKETED.findall(rest))
        if "@" in inside:
            rest = inside + re.sub(r"[^<>\x00-\x1f]", "", _BRACKETED.sub("", rest))
        found.update(dict.fromkeys(address.lower() for address in _ADDRESS.findall(rest)))
        left = _EMPTY.sub("", _ADDRESS.sub("", _ROUTE.sub("<", rest)))
        plain = plain and not (found and _ODD.search(left))
    return tuple(found), plain and len(values) <= 1


def _name(text: str, *, addressed: bool = False) -> str:
    """A display name or bare address as it may stand in a header: plain ASCII as it is, all else one encoded word.

    A name that is `addressed`, before an address in angle brackets, stays a name whatever it says.
    """
    bare = text.strip()
    if bare.isascii() and "=?" not in bare:
        return text
    decoded = decode_words(bare) if "=?" in bare else bare
    if addressed:
        return encode_word(tidy_name(decoded.replace('\\"', "'")))
    if _ADDRESS.fullmatch(decoded):
        return decoded
    inside = _ADDRESS.search(decoded)
    if inside:
        # The whole mailbox was encoded, or name and address stand side by side.
        name = (decoded[: inside.start()] + decoded[inside.end() :]).strip(" \t<>()\"'")
        return f"{encode_word(name)} <{inside[0]}>" if name else inside[0]
    return encode_word(tidy_name(decoded.replace('\\"', "'")))

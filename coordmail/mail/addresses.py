"""Address headers as people's programs write them: semicolon lists, quoted encoded words, names with bare addresses."""

from __future__ import annotations

import re

from coordmail.mail.encoded_words import decode_words, encode_word

_LEXEME = re.compile(
    r"\"(?:[^\"\\]|\\.){0,400}\"|<[^<>]*>|\([^()]*\)|=\?[^?\s=]{1,60}\?[bBqQ]\?[^?]*\?="
    r"|[,;:]|[^\",;:<>()=]+|.",
    re.DOTALL,
)
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
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
            mended.append(_name("".join(words)))
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
    return " ".join(name.strip().strip("\"'“”‘’").split())


def _name(text: str) -> str:
    """A display name or bare address as it may stand in a header: plain ASCII as it is, all else one encoded word."""
    bare = text.strip()
    if bare.isascii() and "=?" not in bare:
        return text
    decoded = decode_words(bare) if "=?" in bare else bare
    if _ADDRESS.fullmatch(decoded):
        return decoded
    inside = _ADDRESS.search(decoded)
    if inside:
        # The whole mailbox was encoded, or name and address stand side by side.
        name = (decoded[: inside.start()] + decoded[inside.end() :]).strip(" \t<>()\"'")
        return f"{encode_word(name)} <{inside[0]}>" if name else inside[0]
    return encode_word(tidy_name(decoded.replace('\\"', "'")))

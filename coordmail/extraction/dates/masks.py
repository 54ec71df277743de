"""Figures that look like dates and are none: versions, money, telephone numbers, shares, 第10.12条, 每周五."""

from __future__ import annotations

import re
from functools import lru_cache

from coordmail.extraction.dates.en_words import months
from coordmail.extraction.dates.lexicon import any_of, words

BLANK = "\x00"
_FIGURE = r"\d{1,12}(?:[.,]\d{1,12}){0,3}"
_HANZI_FIGURE = r"[零一二三四五六七八九十百千两几]{1,6}"
_COUNTED = (
    "人|台|套|份|次|条|项|件|名|位|家|款|页|倍|度|种|类|层|栋|门|辆|批|组|例|字|行|列|笔|箱|瓶|吨|米|公里|公斤|"
    "分钟|秒|毫秒|元|万|亿|块|ms|kb|mb|gb|tb|km|kg|cm|mm|px"
)


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    """Everything that is taken out before dates are looked for."""
    parts = (
        (
            r"https?://[^\s\u4e00-\u9fff]{1,2000}|www\.[^\s\u4e00-\u9fff]{1,2000}"
            r"|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
        ),
        r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]\d)",
        (
            r"(?<![a-z])(?:v|ver\.?|version|release|python|java|android|ios|版本号?)[ :]?\d{1,4}(?:\.(?:\d{1,5}"
            r"|x)){1,4}|\d{1,4}(?:\.(?:\d{1,5}|x)){1,4}[ ]?(?:版本|版|version)"
        ),
        (
            r"(?:(?<![a-z])(?:tel|phone|mobile|fax|ssn|id|passcode)(?![a-z])|电话|手机|传真|分机|热线|邮编|编号"
            r"|单号|工号|票号|会议号|密码|口令)[^\d\n]{0,8}\+?[\d][\d +()-]{3,24}"
        ),
        (
            r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<![\d-])\d{3,4}-\d{3,4}-\d{4}(?!\d)|\(\d{3}\)[ ]?\d{3}-\d{4}"
            r"|(?<!\d)\d{3}[ ]\d{3}[ ]\d{2,4}(?:-\d{4})?|(?<!\d)\d{3,4}-\d{4}(?:-\d{2,4})?[ ]?\d{4}(?!\d)"
            r"|(?<!\d)\d{3}-\d{2}-\d{2,4}(?:-\d{4})?(?!\d)"
        ),
        rf"[¥$€£][ ]?{_FIGURE}(?:[ ]?(?:万|千|亿|k|m|bn))?",
        rf"{_FIGURE}[ ]?(?:%|‰|percent|per cent|个百分点)|\d{{1,3}}[ ]\d/\d[ ]?%",
        (
            rf"(?<![\d月日号/.:-]){_FIGURE}(?:[ ]?[-~至到][ ]?{_FIGURE})?[ ]?(?:(?:{_COUNTED})(?!内|后|前|以内)"
            r"|(?:个|个?小时)(?!工作日|自然日|月|季度|小时|钟头|星期|礼拜|周|半|[ ]?(?:以|之)?[内后])|元)"
        ),
        r"(?<!\d)\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,4})?",
        (
            rf"第[ ]?(?:\d{{1,4}}(?:\.\d{{1,4}}){{0,3}}|{_HANZI_FIGURE})[ ]?(?:项|条|章|节|款|次|期|版|页|号|点|名"
            r"|轮|批|个(?!周|工作日|星期|礼拜)|阶段|部分|步|届|层|楼|例|行|列|组|类|部|份|天|时(?!段))"
        ),
        r"[〔\[(]\d{4}[〕\])][ ]?(?:第[ ]?)?\d{1,4}[ ]?号",
        (
            r"(?<![\d/])\d{1,3}/\d{1,3}[ ]?(?:完成|的|进度|以上|左右|已|done|complete|finished|of[ ])|(?:完成"
            r"|完成了|进度|进展|约|达到|已)[ ]?\d{1,3}/\d{1,3}(?![/\d])|(?<!\d)(?:24[/*x×]7|7[*x×]24)(?!\d)"
        ),
        r"(?<![\d:])\d{1,2}:\d(?![\d])",
        (
            rf"每[个隔]?(?:{_HANZI_FIGURE}|\d{{1,3}}|双|半)?个?(?:周|星期|礼拜)[一二三四五六日天]?"
            rf"|每[个隔]?(?:{_HANZI_FIGURE}|\d{{1,3}}|半)?个?(?:月|季度?|年)[度]?(?:\d{{1,2}}"
            rf"|{_HANZI_FIGURE})?[日号底末初]?|每[个隔]?(?:{_HANZI_FIGURE}|\d{{1,3}})?个?(?:工作日|天|日|晚|早|小时"
            r"|分钟)|逐[日周月]"
        ),
        (
            r"(?<![a-z])(?:every|each|per)[ ](?:other[ ]|second[ ]|two[ ])?(?:working[ ]|business[ ])?(?:day|week"
            r"|month|quarter|year|mon|tues?|wed|wednes|thu|thurs?|fri|satur|sun)(?:day)?s?(?![a-z])"
            r"|(?<![a-z])(?:mon|tues|wednes|thurs|fri|satur|sun)days(?![a-z])"
        ),
        (
            r"(?:提前|提早|至少|延期|延后|推迟|延长|顺延|超过|逾期|历时|为期|工期|晚了)了?[ ]?(?:约"
            rf"|大约)?(?:\d{{1,3}}|{_HANZI_FIGURE}|半)[ ]?个?半?(?:工作日|天|日(?![号前内])"
            r"|周(?![一二三四五六日天])|星期(?![一二三四五六日天])|礼拜|小时|分钟|(?<=[个半])月)"
        ),
        (
            rf"(?<![\d年/.-])(?:\d{{1,3}}|{_HANZI_FIGURE}|半)[ ]?(?:个?(?:工作日|天|周|星期|礼拜|小时|分钟)|个月"
            r"|年)(?:之|以)?前"
        ),
        rf"(?<![a-z])(?!{months()}|(?:[ap]m?|noon)-)[a-z]{{1,8}}-\d{{1,7}}(?:[/-][\da-z]{{1,7}})?(?![\d:/-])(?!(?<=q[1-4])x)",
        any_of(words()["zh"]["not_days"]),
        r"(?<![a-z])day after day|(?<![a-z])up[ -]to[ -]date",
    )
    return re.compile("|".join(parts))


def mask(folded: str) -> str:
    """`folded` with what is no date blanked out, at the same places."""
    return _pattern().sub(lambda match: BLANK * len(match[0]), folded)

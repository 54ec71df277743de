"""Who works in the simulated office: eight departments of five, each person with a habit."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

    from coordmail.model import Language

DOMAIN = "example.com"
MAILBOX = f"minutes@{DOMAIN}"
PASSWORD = "simulated"
SECRET = "5f" * 32
"""The installation's secret: Message-IDs and tags are the same in every run."""

_HOUSE: dict[str, tuple[str, ...]] = {
    "产品部": ("李娜 li.na", "陈晨 chen.chen", "许诺 xu.nuo", "唐颖 tang.ying", "罗杰 luo.jie"),
    "技术部": ("王强 wang.qiang", "张伟 zhang.wei", "何军 he.jun", "宋佳 song.jia", "梁博 liang.bo"),
    "运营部": ("刘洋 liu.yang", "赵敏 zhao.min", "郑凯 zheng.kai", "冯雪 feng.xue", "韩梅 han.mei"),
    "客服部": ("周芳 zhou.fang", "孙悦 sun.yue", "曹阳 cao.yang", "彭程 peng.cheng", "董洁 dong.jie"),
    "财务部": ("吴静 wu.jing", "袁媛 yuan.yuan", "邓超 deng.chao", "萧然 xiao.ran", "田甜 tian.tian"),
    "市场部": ("钱进 qian.jin", "潘虹 pan.hong", "任飞 ren.fei", "姜文 jiang.wen", "崔健 cui.jian"),
    "行政部": ("沈冰 shen.bing", "范伟明 fan.weiming", "石磊 shi.lei", "谭琳 tan.lin", "廖凡 liao.fan"),
    "Engineering": ("David Miller david.miller", "Tom Walker tom.walker", "Olivia Reed olivia.reed",
                    "Emma Brown emma.brown", "Peter Hughes peter.hughes"),
}  # fmt: skip


class Habit(StrEnum):
    """How somebody deals with mail."""

    PROMPT = auto()
    LATE = auto()
    SILENT = auto()
    """Never answers."""
    OBJECTING = auto()
    AWAY = auto()
    """Goes away for some days, with an automatic note."""
    DELEGATING = auto()
    """Lets a colleague answer."""
    ODD = auto()
    """Answers in odd shapes: smileys, HTML, between the quoted lines, at night, or with words that say nothing."""


_MEMBERS = (
    [Habit.PROMPT] * 12 + [Habit.LATE] * 5 + [Habit.SILENT] * 4 + [Habit.OBJECTING] * 3
    + [Habit.AWAY] * 3 + [Habit.DELEGATING] * 2 + [Habit.ODD] * 3
)  # fmt: skip
_LEADERS = [Habit.PROMPT] * 5 + [Habit.LATE, Habit.SILENT, Habit.ODD]


@dataclass(frozen=True)
class Colleague:
    """One person; `stands_in` is the local part of the delegate."""

    name: str
    who: str
    department: str
    leads: bool
    habit: Habit
    language: Language
    stands_in: str | None = None

    @property
    def email(self) -> str:
        return f"{self.who}@{DOMAIN}"


@dataclass(frozen=True)
class Cast:
    """Everybody."""

    people: tuple[Colleague, ...]

    def __getitem__(self, who: str) -> Colleague:
        return next(person for person in self.people if person.who == who)

    def by_email(self, email: str) -> Colleague | None:
        return next((person for person in self.people if person.email == email), None)

    def leader_of(self, department: str) -> Colleague:
        return next(person for person in self.people if person.department == department and person.leads)


def hire(chance: Random) -> Cast:
    """Give everybody a habit."""
    members, leaders = list(_MEMBERS), list(_LEADERS)
    chance.shuffle(members)
    chance.shuffle(leaders)
    people = []
    for department, names in _HOUSE.items():
        for position, text in enumerate(names):
            name, who = text.rsplit(" ", 1)
            habit = leaders.pop() if position == 0 else members.pop()
            language: Language = "en" if department == "Engineering" else "zh"
            people.append(Colleague(name, who, department, position == 0, habit, language))
    return Cast(tuple(_with_delegate(person, people) for person in people))


def _with_delegate(person: Colleague, people: list[Colleague]) -> Colleague:
    if person.habit is not Habit.DELEGATING:
        return person
    near = [p for p in people if p.department == person.department and p.habit in {Habit.PROMPT, Habit.LATE}]
    others = [p for p in people if p.language == person.language and p.habit is Habit.PROMPT]
    return Colleague(
        person.name, person.who, person.department, person.leads, person.habit, person.language,
        (near or others)[0].who,
    )  # fmt: skip


def write_configuration(folder: Path, cast: Cast, imap_port: int, smtp_port: int) -> Path:
    """Configuration, directory and secret; the path of the configuration."""
    (folder / "password").write_text(PASSWORD, encoding="utf-8")
    (folder / "coordmail.secret").write_text(SECRET + "\n", encoding="ascii")
    path = folder / "config.toml"
    path.write_text(
        _CONFIG.format(imap_port=imap_port, smtp_port=smtp_port, mailbox=MAILBOX, domain=DOMAIN), encoding="utf-8"
    )
    tables = [
        f'[[organisation.departments]]\nname = "{name}"\nleader = "{cast.leader_of(name).email}"\n' for name in _HOUSE
    ]
    for person in cast.people:
        title = "Manager" if person.language == "en" else "经理"
        lines = [f'name = "{person.name}"', f'email = "{person.email}"', f'department = "{person.department}"']
        lines += [f'title = "{title}"'] if person.leads else []
        lines += [f'language = "{person.language}"']
        lines += [f'delegates = ["{person.stands_in}@{DOMAIN}"]'] if person.stands_in else []
        tables.append("[[organisation.people]]\n" + "\n".join(lines) + "\n")
    (folder / "directory.toml").write_text("\n".join(tables), encoding="utf-8")
    return path


_CONFIG = """\
language = "zh"
timezone = "Asia/Shanghai"
database = "coordmail.db"
administrator = "it@{domain}"

[imap]
host = "127.0.0.1"
port = {imap_port}
security = "none"
username = "{mailbox}"
password_file = "password"
since = 2024-03-01

[smtp]
host = "127.0.0.1"
port = {smtp_port}
security = "none"
username = "{mailbox}"
password_file = "password"
sender = "会议纪要 <{mailbox}>"

[organisation]
name = "示例公司"
directory = "directory.toml"
"""

"""An invented firm for the tests of reading: its people, departments and calendar."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from coordmail.calendar import WorkCalendar
from coordmail.documents.text import read_text
from coordmail.extraction.actions import read_actions
from coordmail.extraction.dates import DateContext
from coordmail.extraction.fields import read_form
from coordmail.extraction.people import Context
from coordmail.model import Department, Directory, Person

if TYPE_CHECKING:
    from coordmail.model import ActionFacts, Language, Problem

ZHANG = Person("张伟", "zhang.wei@example.com", "技术部", "工程师")
WANG = Person("王强", "wang.qiang@example.com", "技术部", "经理", ("强哥",))
LI = Person("李娜", "li.na@example.com", "产品部", "经理")
LIU = Person("刘洋", "liu.yang@example.com", "运营部", "主管")
ZHAO = Person("赵敏", "zhao.min@example.com", "财务部", "经理")
CHEN = Person("陈晨", "chen.chen@example.com", "客服部", "专员")
MING = Person("李明", "li.ming@example.com", "运营部", "专员")
OUYANG = Person("欧阳锋", "ouyang.feng@example.com", "技术部", "架构师")
SMITH = Person("Peter Smith", "peter.smith@example.com", "IT", "Engineer")
JONES = Person("Mary Jones", "mary.jones@example.com", "Finance", "Finance Manager")
BROWN = Person("Peter Brown", "peter.brown@example.com", "Sales", "Manager")
GREEN = Person("Tom Green", "tom.green@example.com", "Sales", "Analyst", ("TG",))

DIRECTORY = Directory(
    (ZHANG, WANG, LI, LIU, ZHAO, CHEN, MING, OUYANG, SMITH, JONES, BROWN, GREEN),
    (
        Department("技术部", ("技术", "研发部"), WANG.email),
        Department("产品部", (), LI.email),
        Department("运营部", (), LIU.email),
        Department("财务部", (), ZHAO.email),
        Department("客服部", (), None),
        Department("IT", (), SMITH.email),
        Department("Finance", (), JONES.email),
        Department("Sales", (), BROWN.email),
    ),
)
PEOPLE = Context(DIRECTORY)
CALENDAR = WorkCalendar(ZoneInfo("Asia/Shanghai"))
TUESDAY = date(2024, 3, 5)


def dates(language: Language = "zh", anchor: date = TUESDAY) -> DateContext:
    """What dates are reckoned from."""
    return DateContext(anchor, CALENDAR, language)


def read(
    text: str, language: Language = "zh", people: Context = PEOPLE
) -> tuple[tuple[ActionFacts, ...], tuple[Problem, ...]]:
    """The actions of minutes that are written as `text`."""
    return read_actions(read_form(read_text(text)), dates(language), people)

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordmail.extraction.people import Context, read_attendees, resolve, split_owners
from coordmail.extraction.people.names import halve
from coordmail.model import Attendee, Department, Directory, Person
from tests.extraction.invented import (
    BROWN,
    CHEN,
    DIRECTORY,
    GREEN,
    JONES,
    LI,
    LIU,
    MING,
    OUYANG,
    PEOPLE,
    SMITH,
    WANG,
    ZHANG,
    ZHAO,
)
from tests.extraction.widths import in_both_widths


@pytest.mark.parametrize(
    ("text", "person"),
    in_both_widths(
        [
            ("张伟", ZHANG),
            (" 张伟 ", ZHANG),
            ("张 伟", ZHANG),
            ("張偉", ZHANG),
            ("技術部經理", WANG),
            ("@张伟", ZHANG),
            ("**张伟**", ZHANG),
            ("张工", ZHANG),
            ("技术部张工", ZHANG),
            ("技术部(张工)", ZHANG),
            ("技术部（张工）", ZHANG),
            ("张工(技术部)", ZHANG),
            ("张伟(技术部)", ZHANG),
            ("技术部 张伟", ZHANG),
            ("技术部-张伟", ZHANG),
            ("技术部张伟", ZHANG),
            ("张伟工程师", ZHANG),
            ("张伟同学", ZHANG),
            ("技术部工程师", ZHANG),
            ("技术部*工程师", ZHANG),
            ("技术部的工程师", ZHANG),
            ("张*", ZHANG),
            ("小张", ZHANG),
            ("zhang.wei", ZHANG),
            ("zhang.wei@example.com", ZHANG),
            ("Zhang.Wei@Example.com", ZHANG),
            ("张伟 <zhang.wei@example.com>", ZHANG),
            ("[@张伟](https://example.com/zhang)", ZHANG),
            ("技术部经理", WANG),
            ("研发部经理", WANG),
            ("技术经理", WANG),
            ("技术部负责人", WANG),
            ("技术部*负责人", WANG),
            ("技术部部门负责人", WANG),
            ("技术部负责人*", WANG),
            ("王经理", WANG),
            ("王强经理", WANG),
            ("经理王强", WANG),
            ("强哥", WANG),
            ("技术部王经理", WANG),
            ("产品部经理", LI),
            ("产品部负责人*", LI),
            ("李经理", LI),
            ("运营部*主管", LIU),
            ("运营部主管", LIU),
            ("刘主管", LIU),
            ("运营部负责人", LIU),
            ("财务部*经理", ZHAO),
            ("财务经理", ZHAO),
            ("客服部专员", CHEN),
            ("陈专员", CHEN),
            ("李专员", MING),
            ("运营部小李", MING),
            ("欧阳工", OUYANG),
            ("欧阳锋", OUYANG),
            ("欧阳锋架构师", OUYANG),
            ("技术部架构师", OUYANG),
            ("Peter Smith", SMITH),
            ("peter smith", SMITH),
            ("P. Smith", SMITH),
            ("Smith", SMITH),
            ("Mr. Smith", SMITH),
            ("Peter (IT)", SMITH),
            ("IT Engineer", SMITH),
            ("Peter S.", SMITH),
            ("Mary", JONES),
            ("Mary J.", JONES),
            ("Finance Manager", JONES),
            ("Head of Finance", JONES),
            ("Ms Jones", JONES),
            ("Sales Manager", BROWN),
            ("TG", GREEN),
            ("Tom", GREEN),
        ]
    ),
)
def test_one_person(text: str, person: Person) -> None:
    found = resolve(text, PEOPLE)
    assert (found.email, found.department) == (person.email, person.department)
    assert found.text == text.strip()
    assert found.candidates == ()


@pytest.mark.parametrize(
    "text",
    in_both_widths(
        [
            "",
            "待定",
            "TBD",
            "-",
            "*",
            "无",
            "王总",
            "李主管",
            "张经理",
            "张三",
            "孙工",
            "客服部经理",
            "客服部负责人",
            "法务部",
            "法务部张三",
            "产品部张伟",
            "张伟伟",
            "全体",
            "各部门负责人",
            "everyone",
            "Bob",
            "P. Green",
            "Marketing Manager",
            "副经理",
            "技术部副经理",
            "总经理",
        ]
    ),
)
def test_nobody(text: str) -> None:
    found = resolve(text, PEOPLE)
    assert found.email is None
    assert found.person is None
    assert found.candidates == ()


@pytest.mark.parametrize(
    ("text", "emails"),
    [
        ("Peter", {SMITH.email, BROWN.email}),
        ("小李", {LI.email, MING.email}),
        ("李*", {LI.email, MING.email}),
        ("李老师", {LI.email, MING.email}),
    ],
)
def test_several_are_told_and_none_is_chosen(text: str, emails: set[str]) -> None:
    found = resolve(text, PEOPLE)
    assert found.email is None
    assert {person.email for person in found.candidates} == emails


@pytest.mark.parametrize(
    ("text", "department", "email"),
    [
        ("小李", "运营部", MING.email),
        ("Peter", "IT", SMITH.email),
        ("经理", "技术部", WANG.email),
        ("负责人", "产品部", LI.email),
        ("张伟", "市场部", ZHANG.email),
        ("工程师", "技术部", ZHANG.email),
        ("专员", "研发部", None),
    ],
)
def test_the_rows_department_narrows(text: str, department: str, email: str | None) -> None:
    assert resolve(text, PEOPLE, department).email == email


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("技术部", "技术部"),
        ("研发部", "技术部"),
        ("技术", "技术部"),
        ("技術部", "技术部"),
        ("法务部", "法务部"),
        ("Finance team", "Finance"),
        ("IT", "IT"),
    ],
)
def test_a_department_alone_has_no_address(text: str, name: str) -> None:
    found = resolve(text, PEOPLE)
    assert (found.email, found.department) == (None, name)


TWO_ZHANGS = Directory(
    (
        Person("张伟", "zhang.wei@example.com", "技术部", "工程师"),
        Person("张敏", "zhang.min@example.com", "测试部", "测试工程师"),
        Person("张华", "zhang.hua@example.com", "产品部", "产品经理"),
    ),
    (Department("技术部"), Department("测试部"), Department("产品部")),
)


@pytest.mark.parametrize(
    ("text", "department", "attendees", "email"),
    [
        ("张工", None, (), None),
        ("张工", "技术部", (), "zhang.wei@example.com"),
        ("测试部(张工)", None, (), "zhang.min@example.com"),
        ("张工", None, (Attendee("张敏", "测试部", "zhang.min@example.com"),), "zhang.min@example.com"),
        ("张经理", None, (), "zhang.hua@example.com"),
        ("产品经理", None, (), "zhang.hua@example.com"),
        ("小张", None, (Attendee("张华", None, "zhang.hua@example.com"),), "zhang.hua@example.com"),
    ],
)
def test_zhang_the_engineer(
    text: str, department: str | None, attendees: tuple[Attendee, ...], email: str | None
) -> None:
    assert resolve(text, Context(TWO_ZHANGS, attendees), department).email == email


def test_the_mails_own_addresses_and_attendees_are_known() -> None:
    context = Context(
        Directory(), (Attendee("周杰", None, "zhou.jie@example.com"),), (("Ann Lee", "Ann.Lee@example.com"),)
    )
    assert resolve("周杰", context).email == "zhou.jie@example.com"
    assert resolve("Ann", context).email == "ann.lee@example.com"
    assert resolve("Bob", context).email is None


@pytest.mark.parametrize(
    ("text", "owners"),
    in_both_widths(
        [
            ("张伟", ("张伟",)),
            ("张伟、李娜", ("张伟", "李娜")),
            ("张伟,李娜", ("张伟", "李娜")),
            ("张伟，李娜", ("张伟", "李娜")),
            ("张伟/李娜", ("张伟", "李娜")),
            ("张伟;李娜", ("张伟", "李娜")),
            ("张伟&李娜", ("张伟", "李娜")),
            ("张伟 李娜", ("张伟", "李娜")),
            ("张伟\n李娜", ("张伟", "李娜")),
            ("张伟和李娜", ("张伟", "李娜")),
            ("张伟与李娜", ("张伟", "李娜")),
            ("张和平", ("张和平",)),
            ("技术部和产品部", ("技术部", "产品部")),
            ("技术部 张伟", ("技术部 张伟",)),
            ("张工 李主管", ("张工", "李主管")),
            ("房军、任革林、", ("房军", "任革林")),
            ("主办:张伟 协办:李娜", ("张伟", "李娜")),
            ("协办:李娜;主办:张伟", ("张伟", "李娜")),
            ("协办:李娜、陈晨;主办:张伟", ("张伟", "李娜", "陈晨")),
            ("李娜(配合)、张伟(牵头)", ("张伟", "李娜")),
            ("技术部牵头,运营部配合", ("技术部", "运营部")),
            ("运营部配合,技术部牵头", ("技术部", "运营部")),
            ("牵头:张伟,配合:李娜", ("张伟", "李娜")),
            ("技术部(张工、李工)", ("技术部(张工)", "技术部(李工)")),
            ("技术部(张工)、运营部(李主管)", ("技术部(张工)", "运营部(李主管)")),
            ("Peter and Mary", ("Peter", "Mary")),
            ("Peter Smith, Mary Jones & Bob", ("Peter Smith", "Mary Jones", "Bob")),
            ("Peter/Mary", ("Peter", "Mary")),
            ("a@example.com b@example.com", ("a@example.com", "b@example.com")),
            ("张伟等", ("张伟",)),
            ("技术部张伟负责", ("技术部张伟",)),
            ("张伟、张伟", ("张伟",)),
            ("待定", ()),
            ("TBD", ()),
            ("", ()),
            ("/", ()),
        ]
    ),
)
def test_several_owners(text: str, owners: tuple[str, ...]) -> None:
    assert split_owners(text) == tuple(map(halve, owners)) or split_owners(text) == owners


@pytest.mark.parametrize(
    ("text", "people", "departments"),
    in_both_widths(
        [
            (
                "产品部经理、技术部工程师、运营部主管、客服部专员",
                [
                    ("产品部经理", "产品部", LI),
                    ("技术部工程师", "技术部", ZHANG),
                    ("运营部主管", "运营部", LIU),
                    ("客服部专员", "客服部", CHEN),
                ],
                ["产品部", "技术部", "运营部", "客服部"],
            ),
            (
                "技术部(张工)、运营部(李专员)",
                [("张工", "技术部", ZHANG), ("李专员", "运营部", MING)],
                ["技术部", "运营部"],
            ),
            ("技术部（张工）", [("张工", "技术部", ZHANG)], ["技术部"]),
            (
                "技术部:张伟、王强;产品部:李娜",
                [("张伟", "技术部", ZHANG), ("王强", "技术部", WANG), ("李娜", "产品部", LI)],
                ["技术部", "产品部"],
            ),
            ("技术部：张伟\n产品部：李娜", [("张伟", "技术部", ZHANG), ("李娜", "产品部", LI)], ["技术部", "产品部"]),
            ("产品部、技术部", [], ["产品部", "技术部"]),
            ("1. 张伟\n2. 李娜", [("张伟", "技术部", ZHANG), ("李娜", "产品部", LI)], []),
            ("- 张伟\n- 孙杰", [("张伟", "技术部", ZHANG), ("孙杰", None, None)], []),
            ("张伟(技术部)、李娜(产品部)", [("张伟", "技术部", ZHANG), ("李娜", "产品部", LI)], ["技术部", "产品部"]),
            ("民政科贾宏伟、财务科武静", [("贾宏伟", "民政科", None), ("武静", "财务科", None)], ["民政科", "财务科"]),
            ("市场部全体人员", [("市场部全体人员", "市场部", None)], ["市场部"]),
            ("监理单位金波", [("金波", "监理单位", None)], ["监理单位"]),
            ("技术部张伟、产品部李娜", [("张伟", "技术部", ZHANG), ("李娜", "产品部", LI)], ["技术部", "产品部"]),
            ("Peter Smith (IT), Mary Jones", [("Peter Smith", "IT", SMITH), ("Mary Jones", "Finance", JONES)], ["IT"]),
            ("李娜 <li.na@example.com>; 张伟", [("李娜", "产品部", LI), ("张伟", "技术部", ZHANG)], []),
            ("李娜、王强等5人", [("李娜", "产品部", LI), ("王强", "技术部", WANG)], []),
            ("李娜、王强,共2人", [("李娜", "产品部", LI), ("王强", "技术部", WANG)], []),
            ("", [], []),
        ]
    ),
)
def test_attendees(text: str, people: list[tuple[str, str | None, Person | None]], departments: list[str]) -> None:
    found, named = read_attendees(text, PEOPLE)
    assert [(a.name, a.department, a.email) for a in found] == [
        (name, department, person.email if person else None) for name, department, person in people
    ]
    assert list(named) == departments


_WORDS = st.text(alphabet="张伟李娜技术部经理工负责人主办协办、,;:/&()（）* @.PeterMary\n1", max_size=40)


@given(_WORDS)
def test_nothing_is_guessed(text: str) -> None:
    found = resolve(text, PEOPLE)
    known = {person.email for person in DIRECTORY.people}
    assert found.email is None or found.email in known or "@" in text
    assert not (found.email and found.candidates)


@given(_WORDS)
def test_lists_of_people_never_fail(text: str) -> None:
    assert all(owner.strip() for owner in split_owners(text))
    attendees, departments = read_attendees(text, PEOPLE)
    assert all(attendee.name for attendee in attendees)
    assert all(departments)


def test_a_name_in_the_header_fields_beside_that_of_the_attendee_list() -> None:
    address = "h.marsh@uni.example.net"
    attendees = (Attendee("Dr Helen Marsh (chair)", None, address),)
    known = Context(Directory((), ()), attendees, (("Helen Marsh", address),))
    assert resolve("Helen Marsh", known).email == resolve("Dr Helen Marsh (chair)", known).email == address


@pytest.mark.parametrize("name", ["Wang Fang", "Fang Wang", "Dr Fang Wang"])
def test_an_address_that_spells_the_name(name: str) -> None:
    context = Context(Directory((), ()), addresses=(("王芳", "wang.fang@example.org"), ("王方", "other@example.org")))
    assert resolve(name, context).email == "wang.fang@example.org"


def test_two_addresses_that_spell_the_name_are_none() -> None:
    addresses = (("王芳", "wang.fang@example.org"), ("王方", "wang.fang@example.net"))
    assert resolve("Wang Fang", Context(Directory((), ()), addresses=addresses)).email is None


def test_of_several_the_one_who_corresponds() -> None:
    assert resolve("Peter", Context(DIRECTORY, addresses=((BROWN.name, BROWN.email),))).email == BROWN.email


def test_titles_and_roles_behind_an_attendees_name() -> None:
    doyle = Attendee("Margaret Doyle (Chair)", None, "m@example.net")
    assert resolve("Margaret Doyle", Context(DIRECTORY, (doyle,))).email == "m@example.net"

"""Who plays in the demo: an invented house with its departments, people and configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

DOMAIN = "example.com"
MAILBOX = f"minutes@{DOMAIN}"
PASSWORD = "demo"  # noqa: S105 - of servers that live for seconds on loopback

DEPARTMENTS = (
    ("产品部", "li.na"),
    ("技术部", "wang.qiang"),
    ("运营部", "liu.yang"),
    ("客服部", "zhou.fang"),
    ("财务部", "wu.jing"),
    ("Marketing", "emma.brown"),
    ("Engineering", "david.miller"),
)

PEOPLE = (
    # name, address, department, title, language
    ("李娜", "li.na", "产品部", "经理", "zh"),
    ("陈晨", "chen.chen", "产品部", "助理", "zh"),
    ("王强", "wang.qiang", "技术部", "经理", "zh"),
    ("张伟", "zhang.wei", "技术部", "工程师", "zh"),
    ("刘洋", "liu.yang", "运营部", "经理", "zh"),
    ("赵敏", "zhao.min", "运营部", "主管", "zh"),
    ("周芳", "zhou.fang", "客服部", "经理", "zh"),
    ("孙悦", "sun.yue", "客服部", "专员", "zh"),
    ("吴静", "wu.jing", "财务部", "经理", "zh"),
    ("Emma Brown", "emma.brown", "Marketing", "Head of Marketing", "en"),
    ("Olivia Reed", "olivia.reed", "Marketing", "Editor", "en"),
    ("David Miller", "david.miller", "Engineering", "Head of Engineering", "en"),
    ("Tom Walker", "tom.walker", "Engineering", "Developer", "en"),
)


def address(who: str) -> str:
    """The address of somebody by the local part."""
    return f"{who}@{DOMAIN}"


def name_of(who: str) -> str:
    """The name of somebody by the local part."""
    return next(name for name, local, *_ in PEOPLE if local == who)


def write_config(folder: Path, imap_port: int, smtp_port: int) -> Path:
    """Write the demo's configuration and directory into `folder`; the path of the configuration."""
    (folder / "password").write_text(PASSWORD, encoding="utf-8")
    path = folder / "config.toml"
    path.write_text(_CONFIG.format(imap_port=imap_port, smtp_port=smtp_port, mailbox=MAILBOX), encoding="utf-8")
    tables = [
        f'[[organisation.departments]]\nname = "{name}"\nleader = "{address(leader)}"\n' for name, leader in DEPARTMENTS
    ]
    tables += [
        f'[[organisation.people]]\nname = "{name}"\nemail = "{address(who)}"\ndepartment = "{department}"\n'
        f'title = "{title}"\nlanguage = "{language}"\n'
        for name, who, department, title, language in PEOPLE
    ]
    (folder / "directory.toml").write_text("\n".join(tables), encoding="utf-8")
    return path


_CONFIG = """\
language = "zh"
timezone = "Asia/Shanghai"
database = "coordmail.db"
administrator = "it@example.com"

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

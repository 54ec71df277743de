"""The configuration: what is taken, and what is refused with which words."""

from __future__ import annotations

import re
import sys
from datetime import date, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from coordmail.calendar import Span
from coordmail.config import Config, ConfigError, ImapSettings, load, parse_instant
from coordmail.model import Department, Person

IMAP = '[imap]\nhost = "imap.example.com"\nusername = "m@example.com"\n'
SMTP = '[smtp]\nhost = "smtp.example.com"\nsender = "m@example.com"\n'
SERVERS = IMAP + SMTP
ZHANG = '[[organisation.people]]\nname = "张伟"\nemail = "zhang.wei@example.com"\n'
WANG = '[[organisation.people]]\nname = "王强"\nemail = "wang.qiang@example.com"\n'
DEPARTMENT = '[[organisation.departments]]\nname = "技术部"\n'
EXAMPLE = Path(__file__).parents[1] / "config.example.toml"


def loaded(folder: Path, text: str | bytes) -> Config:
    path = folder / "config.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load(path)


def refusal(folder: Path, text: str | bytes) -> str:
    with pytest.raises(ConfigError) as refused:
        loaded(folder, text)
    return str(refused.value)


def test_the_example_loads() -> None:
    config = load(EXAMPLE)
    assert config.organisation.name == "示例公司"
    assert config.directory.leader_of("研发部") == "wang.qiang@example.com"
    assert config.database == str(EXAMPLE.parent / "coordmail.db")


def test_the_example_names_every_key() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    settings = {**Config.model_fields}
    for table in ("imap", "smtp", "organisation", "rules", "reports", "security"):
        settings |= Config.model_fields[table].annotation.model_fields  # type: ignore[union-attr]
    missing = [key for key in settings if not re.search(rf"^#? ?\[*(organisation\.|rules\.)?{key}\b", text, re.MULTILINE)]
    assert set(missing) <= {"password_file", "password_command"}


def test_every_key_of_the_contract(tmp_path: Path) -> None:
    config = loaded(
        tmp_path,
        """
language = "en"
timezone = "Europe/Berlin"
database = "data/record.db"
administrator = "IT@Example.com"
mode = "rehearsal"
templates = "ours"
[imap]
host = "imap.example.com"
port = 143
security = "starttls"
username = "minutes@example.com"
password_env = "A"
folder = "INBOX/minutes"
processed_folder = "Done"
quarantine_folder = "Odd"
since = 2024-03-01
[smtp]
host = "smtp.example.com"
port = 587
security = "starttls"
username = "minutes@example.com"
password_file = "secret"
sender = "会议纪要 <Minutes@example.com>"
[organisation]
name = "示例公司"
holidays = "DE"
working_hours = ["08:30", "17:15"]
days_off = [2024-12-24]
workdays = [2024-12-28]
[[organisation.departments]]
name = "技术部"
aliases = ["技术", "研发部"]
leader = "Wang.Qiang@example.com"
[[organisation.people]]
name = "张伟"
email = "Zhang.Wei@example.com"
department = "技术部"
title = "工程师"
aliases = ["张工"]
delegates = ["Chen.Chen@example.com"]
language = "zh"
[rules]
confirm_within = "never"
remind_before = ["3 workdays", "1 day"]
escalate_after = "5 days"
cap_per_hour = 7
[reports]
monthly_to = ["Boss@example.com"]
[security]
allowed_domains = ["@Example.com", "example.org"]
authserv_id = "mx.example.com"
[labels]
owner = ["经办同志", "Steward"]
due = ["办结日"]
""",
    )
    assert (config.language, config.timezone, config.mode) == ("en", ZoneInfo("Europe/Berlin"), "rehearsal")
    assert config.administrator == "it@example.com"
    assert config.database == str(tmp_path / "data/record.db")
    assert config.templates == str(tmp_path / "ours")
    assert (config.imap.port, config.imap.security, config.imap.folder) == (143, "starttls", "INBOX/minutes")
    assert (config.imap.processed_folder, config.imap.quarantine_folder) == ("Done", "Odd")
    assert config.imap.since == date(2024, 3, 1)
    assert config.smtp.password_file == str(tmp_path / "secret")
    assert config.smtp.address == "minutes@example.com"
    assert config.organisation.working_hours == [time(8, 30), time(17, 15)]
    assert config.directory.people == (
        Person("张伟", "zhang.wei@example.com", "技术部", "工程师", ("张工",), ("chen.chen@example.com",), "zh"),
    )
    assert config.directory.departments == (Department("技术部", ("技术", "研发部"), "wang.qiang@example.com"),)
    assert config.rules.confirm_within is None
    assert config.rules.remind_before == [Span(3, "workdays"), Span(1, "days")]
    assert (config.rules.escalate_after, config.rules.cap_per_hour) == (Span(5, "days"), 7)
    assert config.reports.monthly_to == ["boss@example.com"]
    assert config.security.allowed_domains == ["example.com", "example.org"]
    assert config.house_labels == (("owner", "经办同志"), ("owner", "Steward"), ("due", "办结日"))
    calendar = config.calendar
    assert not calendar.is_workday(date(2024, 12, 24))
    assert calendar.is_workday(date(2024, 12, 28))
    assert not calendar.is_workday(date(2024, 10, 3))


def test_defaults(tmp_path: Path) -> None:
    config = loaded(tmp_path, SERVERS)
    assert (config.language, config.timezone, config.mode) == ("zh", ZoneInfo("Asia/Shanghai"), "live")
    assert config.database == str(tmp_path / "coordmail.db")
    assert (config.imap.port, config.smtp.port, config.imap.security, config.smtp.security) == (993, 465, "tls", "tls")
    assert (config.imap.folder, config.imap.processed_folder) == ("INBOX", "Processed")
    assert config.imap.quarantine_folder == "Quarantine"
    assert config.rules.confirm_within == Span(2, "workdays")
    assert (config.rules.remind_before, config.rules.escalate_after) == ([Span(2, "days")], Span(3, "days"))
    assert (config.rules.cap_per_hour, config.reports.monthly_to) == (20, [])


REFUSED = [
    ('langauge = "zh"\n' + SERVERS, "langauge: unknown key"),
    (SERVERS + "[rule]\n", "rule: unknown key"),
    (IMAP + 'user = "x"\n' + SMTP, "imap.user: unknown key; remove it or correct its spelling"),
    (IMAP + 'password = "geheim"\n' + SMTP, "imap.password: a secret never stands here; say where it is with password"),
    (SERVERS + ZHANG + 'mail = "x"\n', "organisation.people[0].mail: unknown key"),
    ("", "imap: is missing; add it"),
    (SMTP, "imap: is missing; add it"),
    ('[imap]\nhost = "x"\n' + SMTP, "imap.username: is missing; add it"),
    (SERVERS + '[[organisation.people]]\nname = "张伟"\n', "organisation.people[0].email: is missing"),
    ("imap = 3\n" + SMTP, "imap: should be a table"),
    ("organisation = 3\n" + SERVERS, "organisation: should be a table"),
    (SERVERS + '[organisation.people]\nname = "x"\n', "organisation.people: should be a list"),
    ('language = "cn"\n' + SERVERS, "language: should be 'zh' or 'en' (it is 'cn')"),
    ('mode = "test"\n' + SERVERS, "mode: should be 'live' or 'rehearsal'"),
    ('mode = "rehearsal"\n' + SERVERS, "mode = 'rehearsal' sends all mail to the administrator: enter administrator"),
    ("database = 3\n" + SERVERS, "database: should be text in quotes (it is 3)"),
    ('database = ""\n' + SERVERS, "database: ''"),
    ('database = "a\\u0000b"\n' + SERVERS, "a\\x00b' says nothing that can be used"),
    ('administrator = "IT"\n' + SERVERS, "administrator: 'IT' is not an e-mail address; write for example"),
    ('timezone = "Beijing"\n' + SERVERS, "timezone: 'Beijing' is not a time zone; write for example 'Asia/Shanghai'"),
    ('timezone = "UTC+8"\n' + SERVERS, "timezone: 'UTC+8' is not a time zone"),
    ('timezone = "/etc/passwd"\n' + SERVERS, "timezone: '/etc/passwd' is not a time zone"),
    ('timezone = "../x"\n' + SERVERS, "timezone: '../x' is not a time zone"),
    ('timezone = "Asia"\n' + SERVERS, "timezone: 'Asia' is not a time zone"),
    ('timezone = ""\n' + SERVERS, "timezone: '' is not a time zone"),
    ("timezone = 8\n" + SERVERS, "timezone: is not a time zone; write for example 'Asia/Shanghai' (it is 8)"),
    (IMAP + 'port = "993"\n' + SMTP, "imap.port: should be a whole number without quotes (it is '993')"),
    (IMAP + "port = 0\n" + SMTP, "imap.port: should be greater than or equal to 1 (it is 0)"),
    (IMAP + "port = 99999\n" + SMTP, "imap.port: should be less than or equal to 65535 (it is 99999)"),
    (IMAP + "port = true\n" + SMTP, "imap.port: should be a whole number"),
    (IMAP + "port = 993.0\n" + SMTP, "imap.port: should be a whole number"),
    (IMAP + 'security = "ssl"\n' + SMTP, "imap.security: should be 'tls', 'starttls' or 'none' (it is 'ssl')"),
    (IMAP + 'security = "none"\n' + SMTP, "only taken on loopback, not for imap.example.com; use 'tls' or 'starttls'"),
    (IMAP + SMTP + 'security = "none"\n', "smtp: security = 'none'"),
    (IMAP + 'since = "2024-03-01"\n' + SMTP, "imap.since: should be a date without quotes"),
    (IMAP + "since = 2024-03-01T08:00:00\n" + SMTP, "imap.since: should be a date without"),
    (IMAP + 'folder = "Processed"\n' + SMTP, "imap: folder, processed_folder and quarantine_folder must be three"),
    (IMAP + 'processed_folder = "inbox"\n' + SMTP, "must be three different folders"),
    (IMAP + 'folder = "a\\nb"\n' + SMTP, "imap.folder: 'a\\nb'"),
    (IMAP + 'password_env = "A"\npassword_file = "b"\n' + SMTP, "imap: give one of password_env, password_file and"),
    (IMAP + "password_env = 123456\n" + SMTP, "imap.password_env: should be text in quotes"),
    (IMAP + "timeout_seconds = 0\n" + SMTP, "imap.timeout_seconds: should be greater"),
    (IMAP + "max_mail_mb = 0\n" + SMTP, "imap.max_mail_mb: should be greater"),
    (SERVERS.replace("imap.example.com", "imaps://imap.example.com"), "imap.host: 'imaps://imap.example.com' is not a"),
    (SERVERS.replace("imap.example.com", "imap.example.com:993"), "is not a host; write the bare name"),
    (SERVERS.replace("imap.example.com", ""), "imap.host: "),
    (
        SERVERS.replace('sender = "m@example.com"', 'sender = "minutes"'),
        "smtp.sender: 'minutes' is not a sender; write",
    ),
    (SERVERS.replace('sender = "m@example.com"', 'sender = "A <m@x>\\r\\nBcc: b@x"'), "smtp.sender: "),
    (SERVERS + '[organisation]\nname = " "\n', "organisation.name: ' '"),
    (
        SERVERS + '[organisation]\nholidays = "China"\n',
        "organisation.holidays: 'China' is not a country whose holidays",
    ),
    (SERVERS + '[organisation]\nworking_hours = ["9:00", "18:00"]\n', "working_hours[0]: '9:00' is not a time of day"),
    (
        SERVERS + '[organisation]\nworking_hours = ["09:00", "24:00"]\n',
        "working_hours[1]: '24:00' is not a time of day",
    ),
    (SERVERS + '[organisation]\nworking_hours = ["09：00", "18:00"]\n', "working_hours[0]: '09：00' is not a time"),
    (SERVERS + '[organisation]\nworking_hours = ["09:00+08:00", "18:00"]\n', "working_hours[0]: '09:00+08:00' is not"),
    (SERVERS + '[organisation]\nworking_hours = ["18:00", "09:00"]\n', "working_hours must end after they start"),
    (SERVERS + '[organisation]\nworking_hours = ["09:00"]\n', "organisation.working_hours: should have more entries"),
    (SERVERS + '[organisation]\nworking_hours = "09:00-18:00"\n', "organisation.working_hours: should be a list"),
    (SERVERS + '[organisation]\ndays_off = ["2024-10-08"]\n', "organisation.days_off[0]: should be a date without"),
    (
        SERVERS + "[organisation]\ndays_off = [2024-10-08]\nworkdays = [2024-10-08]\n",
        "2024-10-08 stands in days_off and",
    ),
    (SERVERS + ZHANG + ZHANG.replace("张伟", "张维"), "two people have the address zhang.wei@example.com; give each"),
    (SERVERS + ZHANG + ZHANG.replace("zhang.wei", "Zhang.Wei"), "two people have the address zhang.wei@example.com"),
    (SERVERS + DEPARTMENT + DEPARTMENT, "two departments are called 技术部"),
    (SERVERS + DEPARTMENT + 'leader = "王强"\n', "organisation.departments[0].leader: '王强' is not an e-mail address"),
    (
        SERVERS + ZHANG + 'delegates = ["陈晨"]\n',
        "organisation.people[0].delegates[0]: '陈晨' is not an e-mail address",
    ),
    (SERVERS + ZHANG + 'delegates = "a@example.com"\n', "organisation.people[0].delegates: should be a list"),
    (SERVERS + ZHANG + 'language = "de"\n', "organisation.people[0].language: should be 'zh' or 'en'"),
    (
        SERVERS + ZHANG.replace("zhang.wei@", "zhang.wei＠"),
        "organisation.people[0].email: 'zhang.wei＠example.com' is not",
    ),
    (SERVERS + ZHANG.replace("zhang.wei@", "张 <z@x>"), "organisation.people[0].email: "),
    (SERVERS + '[rules]\nescalate_after = "3天"\n', "rules.escalate_after: '3天' is not a length of time; write for"),
    (SERVERS + '[rules]\nescalate_after = "3 Days"\n', "rules.escalate_after: '3 Days' is not a length of time"),
    (SERVERS + "[rules]\nescalate_after = 3\n", "rules.escalate_after: 3 is not a length of time; write for example"),
    (SERVERS + '[rules]\nescalate_after = "never"\n', "rules.escalate_after: 'never' is not a length of time"),
    (SERVERS + '[rules]\nescalate_after = "30 minutes"\n', "rules.escalate_after: '30 minutes' is not counted in days"),
    (SERVERS + '[rules]\nremind_before = "2 days"\n', "rules.remind_before: should be a list"),
    (SERVERS + '[rules]\nremind_before = ["3 hours"]\n', "rules.remind_before[0]: '3 hours' is not counted in days"),
    (SERVERS + '[rules]\nconfirm_within = "-1 days"\n', "rules.confirm_within: '-1 days' is not a length of time"),
    (SERVERS + '[rules]\nconfirm_within = "2"\n', "or 'never'"),
    (
        SERVERS + '[rules]\nconfirm_within = "400 workdays"\n',
        "rules.confirm_within: '400 workdays' is longer than a year",
    ),
    (SERVERS + "[rules]\ncap_per_hour = 0\n", "rules.cap_per_hour: should be greater than or equal to 1 (it is 0)"),
    (SERVERS + '[reports]\nmonthly_to = ["李娜"]\n', "reports.monthly_to[0]: '李娜' is not an e-mail address"),
    (SERVERS + '[security]\nallowed_domains = "example.com"\n', "security.allowed_domains: should be a list"),
    (
        SERVERS + '[security]\nallowed_domains = ["a@example.com"]\n',
        "allowed_domains[0]: 'a@example.com' is not a domain",
    ),
    (SERVERS + '[organisation]\ndirectory = ""\n', "organisation.directory: ''"),
    ("x = \n" + SERVERS, "is not valid TOML: Invalid value (at line 1"),
    (SERVERS + IMAP, "is not valid TOML: Cannot declare ('imap',) twice"),
    (b'[imap]\nfolder = "\xca\xd5"\n', "is not UTF-8; save it as UTF-8"),
    ("\ufeff".encode("utf-16-le"), "is not UTF-8; save it as UTF-8"),
]


@pytest.mark.parametrize(("text", "said"), REFUSED)
def test_refused(tmp_path: Path, text: str | bytes, said: str) -> None:
    message = refusal(tmp_path, text)
    assert said in message
    assert message.startswith(str(tmp_path / "config.toml"))
    assert "pydantic" not in message
    assert "Settings" not in message


def test_every_error_at_once(tmp_path: Path) -> None:
    lines = refusal(
        tmp_path, 'timezone = "x"\nnonsense = 1\n' + IMAP + "port = 0\n" + SMTP + "[rules]\ncap_per_hour = 0\n"
    ).splitlines()
    assert [line.removeprefix(f"{tmp_path}/config.toml: ").partition(":")[0] for line in lines] == [
        "timezone",
        "imap.port",
        "rules.cap_per_hour",
        "nonsense",
    ]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost", "Localhost"])
def test_no_encryption_only_at_home(tmp_path: Path, host: str) -> None:
    text = SERVERS.replace("imap.example.com", host).replace("[smtp]", 'security = "none"\n[smtp]')
    assert loaded(tmp_path, text).imap.host == host


@pytest.mark.parametrize("host", ["10.0.0.1", "localhost.example.com", "0.0.0.0", "127.0.0.1.example.com"])
def test_no_encryption_nowhere_else(tmp_path: Path, host: str) -> None:
    text = SERVERS.replace("imap.example.com", host).replace("[smtp]", 'security = "none"\n[smtp]')
    assert "loopback" in refusal(tmp_path, text)


DOUBTFUL = [
    SERVERS + ZHANG.replace("zhang.wei@example.com", " Zhang.Wei@example.com "),
    SERVERS + ZHANG + 'department = "没有这个部门"\n',
    SERVERS + DEPARTMENT + 'leader = "nobody@example.com"\n',
    SERVERS + ZHANG + WANG.replace("王强", "张伟"),  # two people of one name
    SERVERS + "[organisation]\nworking_hours = [09:00:00, 18:00:00]\n",
    SERVERS + '[organisation]\nholidays = ""\n',
    SERVERS + "[rules]\nremind_before = []\n",
    SERVERS + '[rules]\nremind_before = ["0 days"]\nescalate_after = " 3days "\n',
    SERVERS + '[rules]\nconfirm_within = "Never"\n',
    SERVERS.replace("\n", "\r\n"),
    "\ufeff" + SERVERS,
    'database = "~nobody-of-this-name/coordmail.db"\n' + SERVERS,
]


@pytest.mark.parametrize("text", DOUBTFUL)
def test_doubtful_but_taken(tmp_path: Path, text: str) -> None:
    config = loaded(tmp_path, text)
    assert all(person.email == person.email.strip().lower() for person in config.directory.people)


def test_paths_are_relative_to_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, folder = tmp_path / "home", tmp_path / "etc"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(home))
    (folder / "config.toml").write_text(
        'database = "../data/c.db"\ntemplates = "~/ours"\n'
        f'{IMAP}password_file = "/run/secret"\nca_file = "ca.pem"\n{SMTP}',
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    config = load(Path("etc/config.toml"))
    assert Path(config.database).resolve() == tmp_path / "data/c.db"
    assert config.templates == str(home / "ours")
    assert (config.imap.password_file, config.imap.ca_file) == ("/run/secret", str(folder / "ca.pem"))


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="does not exist; create it with: coordmail init"):
        load(tmp_path / "config.toml")
    with pytest.raises(ConfigError, match="cannot be read: Is a directory"):
        load(tmp_path)


@pytest.mark.parametrize("prefix", ["organisation.", ""])
def test_directory_file(tmp_path: Path, prefix: str) -> None:
    tables = (ZHANG + DEPARTMENT).replace("organisation.", prefix)
    (tmp_path / "people.toml").write_text("\ufeff" + tables, encoding="utf-8")
    config = loaded(tmp_path, SERVERS + '[organisation]\ndirectory = "people.toml"\n' + WANG)
    assert [person.name for person in config.directory.people] == ["王强", "张伟"]
    assert config.directory.department("技术部")


def test_directory_file_of_both_shapes(tmp_path: Path) -> None:
    (tmp_path / "people.toml").write_text(ZHANG + WANG.replace("organisation.", ""), encoding="utf-8")
    config = loaded(tmp_path, SERVERS + '[organisation]\ndirectory = "people.toml"\n')
    assert {person.name for person in config.directory.people} == {"王强", "张伟"}


@pytest.mark.parametrize(
    ("directory", "said"),
    [
        ('[[persons]]\nname = "x"\n', "people.toml: persons: unknown key; it holds [[organisation.people]] and"),
        ('name = "x"\n' + ZHANG, "people.toml: name: unknown key"),
        ("people = 3\n", "people.toml: people: is not a list of tables; write [[people]] before each entry"),
        ('[people]\nname = "x"\n', "people.toml: people: is not a list of tables"),
        ("organisation = 3\n", "people.toml: organisation: unknown key"),
        ("people = [3]\n", "people.toml: people[0]: should be a table"),
        (
            ZHANG + '[[organisation.people]]\nname = "李娜"\nemail = "x"\n',
            "people.toml: people[1].email: 'x' is not an",
        ),
        (WANG, "two people have the address wang.qiang@example.com"),
        ("x", "people.toml is not valid TOML"),
    ],
)
def test_directory_file_refused(tmp_path: Path, directory: str, said: str) -> None:
    (tmp_path / "people.toml").write_text(directory, encoding="utf-8")
    assert said in refusal(tmp_path, SERVERS + '[organisation]\ndirectory = "people.toml"\n' + WANG)


def test_directory_file_missing_or_beside_nonsense(tmp_path: Path) -> None:
    text = SERVERS + '[organisation]\ndirectory = "people.toml"\n'
    assert "people.toml does not exist; organisation.directory names it" in refusal(tmp_path, text)
    (tmp_path / "people.toml").write_text(ZHANG, encoding="utf-8")
    assert "organisation.people: should be a list" in refusal(tmp_path, text + "people = 3\n")


def settings(**password: str) -> ImapSettings:
    return ImapSettings.model_validate({"host": "imap.example.com", "username": "m@example.com", **password})


def test_password_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COORDMAIL_TEST", "ge heim ")
    assert settings(password_env="COORDMAIL_TEST").password() == "ge heim "
    monkeypatch.setenv("COORDMAIL_TEST", "")
    with pytest.raises(ConfigError, match="COORDMAIL_TEST holds no password: it is empty"):
        settings(password_env="COORDMAIL_TEST").password()
    monkeypatch.delenv("COORDMAIL_TEST")
    with pytest.raises(ConfigError, match=r"COORDMAIL_TEST \(password_env\) is not set"):
        settings(password_env="COORDMAIL_TEST").password()


@pytest.mark.parametrize("content", ["geheim", "geheim\n", "geheim\r\n", "\ufeffgeheim\n"])
def test_password_from_a_file(tmp_path: Path, content: str) -> None:
    file = tmp_path / "secret"
    file.write_bytes(content.encode())
    assert settings(password_file=str(file)).password() == "geheim"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "holds no password: it is empty"),
        (b"\n", "holds no password: it is empty"),
        (b"geheim\nmore\n", "holds several lines"),
        (b"geheim\xff", "is not UTF-8"),
    ],
)
def test_password_file_refused(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "secret"
    file.write_bytes(content)
    with pytest.raises(ConfigError, match=said) as refused:
        settings(password_file=str(file)).password()
    assert str(file) in str(refused.value)
    assert "geheim" not in str(refused.value)


def test_password_file_missing(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="nothing cannot be read: No such file"):
        settings(password_file=str(tmp_path / "nothing")).password()


def test_password_from_a_command() -> None:
    assert settings(password_command=f"{sys.executable} -c \"print('ge heim')\"").password() == "ge heim"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("coordmail-no-such-command geheim", "password_command failed: FileNotFoundError; run it by hand"),
        (f"{sys.executable} -c \"import sys; print('geheim'); sys.exit('geheim')\"", "failed: CalledProcessError"),
        (f'{sys.executable} -c "pass"', "password_command holds no password: it is empty"),
        ("echo 'geheim", "password_command failed: ValueError"),
        (" # ", "password_command failed"),
    ],
)
def test_password_command_refused(command: str, said: str) -> None:
    with pytest.raises(ConfigError) as refused:
        settings(password_command=command).password()
    assert said in str(refused.value)
    assert "geheim" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_no_password_at_all() -> None:
    with pytest.raises(ConfigError, match="give password_env, password_file or password_command"):
        settings().password()


def test_a_wrong_value_of_a_secret_key_is_not_repeated(tmp_path: Path) -> None:
    assert "123456" not in refusal(tmp_path, IMAP + "password_env = 123456\n" + SMTP)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2024-03-05T16:00", "2024-03-05T08:00:00+00:00"),
        ("2024-03-05 16:00:30", "2024-03-05T08:00:30+00:00"),
        ("2024-03-05", "2024-03-04T16:00:00+00:00"),
        ("2024-03-05T16:00Z", "2024-03-05T16:00:00+00:00"),
        ("2024-03-05T16:00+01:00", "2024-03-05T15:00:00+00:00"),
    ],
)
def test_instants(text: str, utc: str) -> None:
    assert parse_instant(text, ZoneInfo("Asia/Shanghai")).astimezone(ZoneInfo("UTC")).isoformat() == utc


@pytest.mark.parametrize("text", ["", "now", "5.3.2024", "2024-02-30", "2024-03-05T25:00"])
def test_no_instants(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_instant(text, ZoneInfo("Asia/Shanghai"))

"""Commands that show the record: meetings, items, one of them whole, its paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coordmail.cli.common import (
    clocked,
    configured,
    console,
    grid,
    instant,
    json_line,
    load_config,
    open_store,
    printable,
)

if TYPE_CHECKING:
    from datetime import datetime

    from rich.console import Console

    from coordmail.model import Day
    from coordmail.record import Item, Meeting
    from coordmail.storage.store import Store


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@configured
def meetings(config_path: Path, as_json: bool) -> None:
    """The meetings and where they stand."""
    with open_store(load_config(config_path)) as store:
        rows = [_meeting_row(store, meeting) for meeting in store.meetings.all()]
    _print(
        rows, ("ref", "topic", "start", "organizer", "recorder", "status", "version", "items", "open_items"), as_json
    )


@click.command()
@click.option("--overdue", is_flag=True, help="Only those past their deadline.")
@click.option("--owner", help="Only those of this name or address.")
@click.option("--department", help="Only those of this department.")
@click.option(
    "--status",
    type=click.Choice(["proposed", "open", "claimed", "closed", "cancelled"]),
    help="Only those with this status.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@clocked
@configured
def items(
    config_path: Path,
    now: str | None,
    overdue: bool,
    owner: str | None,
    department: str | None,
    status: str | None,
    as_json: bool,
) -> None:
    """The action items and where they stand."""
    from coordmail.storage.items import Filter

    config = load_config(config_path)
    moment = instant(now, config).astimezone(config.timezone)
    with open_store(config) as store:
        found = store.items.listing(Filter(owner, department, status))
    rows = [_item_row(item, moment) for item in found]
    rows = [row for row in rows if row["overdue"] or not overdue]
    _print(rows, ("ref", "task", "owner", "due", "percent", "status", "overdue", "blocked"), as_json)


@click.command()
@click.argument("ref")
@clocked
@configured
def show(ref: str, config_path: Path, now: str | None) -> None:
    """One meeting (CM-12) or item (CM-12/2) with its whole history."""
    config = load_config(config_path)
    moment = instant(now, config).astimezone(config.timezone)
    meeting_ref, _, number = ref.partition("/")
    with open_store(config) as store:
        meeting = _find(store, meeting_ref)
        out = console()
        if not number:
            _show_meeting(out, store, meeting, moment)
            return
        item = next((i for i in store.items.of_meeting(meeting.id) if str(i.number) == number), None)
        if item is None:
            raise click.ClickException(f"{meeting.ref} has no item {number}; coordmail show {meeting.ref} lists them")
        _show_facts(out, f"{item.ref}  {item.task}", _item_row(item, moment))
        _show_history(out, store.history.of_item(item.id), moment)


@click.command()
@click.argument("ref")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The .docx file to write.")
@clocked
@configured
def minutes(ref: str, output: Path, config_path: Path, now: str | None) -> None:
    """Write the minutes paper of a meeting."""
    from coordmail.service.loop import desk_for
    from coordmail.workflow.papers import paper_of

    config = load_config(config_path)
    with open_store(config) as store:
        meeting = _find(store, ref)
        if meeting.version == 0:
            raise click.ClickException(f"{meeting.ref} has no minutes yet")
        paper = paper_of(desk_for(config, store, instant(now, config)), meeting, final=meeting.closed_at is not None)
    output.write_bytes(paper.content)
    click.echo(f"{output}: {meeting.ref} {printable(meeting.topic)}")


def _find(store: Store, ref: str) -> Meeting:
    meeting = store.meetings.by_ref(ref)
    if meeting is None:
        raise click.ClickException(f"there is no meeting {ref!r}; coordmail meetings lists them")
    return meeting


def _meeting_row(store: Store, meeting: Meeting) -> dict[str, Any]:
    total, unfinished = store.items.counts(meeting.id)
    return {
        "ref": meeting.ref,
        "topic": meeting.topic,
        "start": _iso(meeting.start),
        "end": _iso(meeting.end),
        "place": meeting.place,
        "organizer": meeting.organizer,
        "recorder": meeting.recorder,
        "status": str(meeting.status),
        "version": meeting.version,
        "items": total,
        "open_items": unfinished,
    }


def _item_row(item: Item, now: datetime) -> dict[str, Any]:
    return {
        "ref": item.ref,
        "meeting": item.meeting_ref,
        "number": item.number,
        "task": item.task,
        "owner": item.owner,
        "owner_email": item.owner_email,
        "department": item.department,
        "due": _iso(item.due),
        "original_due": _iso(item.original_due),
        "percent": item.percent,
        "status": str(item.status),
        "overdue": item.is_overdue(now),
        "blocked": item.blocked is not None,
        "deliverable": item.deliverable,
        "resources": list(item.resources),
    }


def _iso(day: Day | None) -> str | None:
    from coordmail.storage.database import day_text

    return day_text(day)


def _print(rows: list[dict[str, Any]], columns: tuple[str, ...], as_json: bool) -> None:
    if as_json:
        for row in rows:
            click.echo(json_line(row))
        return
    table = grid(columns)
    for row in rows:
        table.add_row(*(_cell(row[column]) for column in columns))
    console().print(table)


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return printable(value)


def _show_meeting(out: Console, store: Store, meeting: Meeting, now: datetime) -> None:
    _show_facts(out, f"{meeting.ref}  {meeting.topic}", _meeting_row(store, meeting))
    table = grid(("number", "task", "owner", "due", "percent", "status"), "items")
    for item in store.items.of_meeting(meeting.id):
        row = _item_row(item, now)
        table.add_row(*(_cell(row[key]) for key in ("number", "task", "owner", "due", "percent", "status")))
    out.print(table)
    mails = grid(("when", "", "who", "kind", "subject"), "mails")
    entries = [
        (m["processed_at"], "in", m["sender"], m["kind"], m["subject"]) for m in store.inbox.of_meeting(meeting.id)
    ]
    entries += [
        (m["created_at"], m["state"], m["recipients"], m["kind"], m["subject"])
        for m in store.outbox.of_meeting(meeting.id)
    ]
    for entry in sorted(entries, key=lambda e: e[0]):
        mails.add_row(*map(_cell, entry))
    out.print(mails)
    _show_history(out, store.history.of_meeting(meeting.id), now)


def _show_facts(out: Console, title: str, row: dict[str, Any]) -> None:
    from rich.table import Table

    table = Table(show_header=False, title=printable(title), title_justify="left")
    for key, value in row.items():
        table.add_row(key, _cell(value if not isinstance(value, list) else ", ".join(map(str, value))))
    out.print(table)


def _show_history(out: Console, events: tuple[Any, ...], now: datetime) -> None:
    table = grid(("when", "who", "item", "what", "detail"), "history")
    for event in events:
        when = event.at.astimezone(now.tzinfo).strftime("%Y-%m-%d %H:%M")
        table.add_row(when, *map(_cell, (event.actor, event.item_number, event.what, event.detail)))
    out.print(table)

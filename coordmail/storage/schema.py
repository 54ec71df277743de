"""The schema, as migrations. Instants are UTC ISO strings, deadlines local ISO days or date-times, lists JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlite_utils import Migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

migrations = Migrations("coordmail")

_FIRST = """
create table settings (
  key text primary key,
  value text not null
) strict;

-- incoming ---------------------------------------------------------------

create table watermarks (
  mailbox text primary key,
  uidvalidity integer not null,
  last_uid integer not null
) strict;

create table inbox (
  id integer primary key,
  mailbox text not null,
  message_id text not null,
  digest text not null,
  sender text not null,
  subject text not null,
  received_at text not null,
  processed_at text not null,
  kind text,
  outcome text not null check (outcome in ('processed', 'ignored', 'quarantined')),
  reason text,
  meeting_id integer references meetings(id),
  new_text text not null default '',
  quoted_text text not null default '',
  unique (message_id, digest)
) strict;
create index inbox_meeting on inbox(meeting_id);
create index inbox_quarantined on inbox(id) where outcome = 'quarantined';

create table filings (
  mailbox text not null,
  uidvalidity integer not null,
  uid integer not null,
  folder text not null,
  primary key (mailbox, uidvalidity, uid)
) strict;

create table attempts (
  mailbox text not null,
  uidvalidity integer not null,
  uid integer not null,
  count integer not null,
  error text not null,
  primary key (mailbox, uidvalidity, uid)
) strict;

-- meetings ---------------------------------------------------------------

create table meetings (
  id integer primary key autoincrement,
  topic text not null,
  topic_key text not null,
  status text not null
    check (status in ('announced', 'minutes_due', 'confirming', 'tracking', 'closed', 'cancelled')),
  language text not null check (language in ('zh', 'en')),
  version integer not null default 0,
  start text,
  "end" text,
  place text,
  organizer text,
  organizer_email text,
  recorder text,
  recorder_email text,
  departments text not null default '[]',
  goal text,
  agenda text not null default '[]',
  materials text not null default '[]',
  uid text,
  sequence integer not null default 0,
  problem text,
  points text not null default '[]',
  decisions text not null default '[]',
  next_meeting text,
  remarks text,
  agreed_at text,
  closed_at text,
  next_at text
) strict;
create index meetings_uid on meetings(uid) where uid is not null;
create index meetings_topic on meetings(topic_key);
create index meetings_start on meetings(start);
create index meetings_next on meetings(next_at) where next_at is not null;

create table attendees (
  meeting_id integer not null references meetings(id),
  position integer not null,
  name text not null,
  department text,
  email text,
  primary key (meeting_id, position)
) strict;

create table minutes (
  meeting_id integer not null references meetings(id),
  version integer not null,
  inbox_id integer not null references inbox(id),
  sent_by text not null,
  received_at text not null,
  facts text not null,
  primary key (meeting_id, version)
) strict;

create table items (
  id integer primary key autoincrement,
  meeting_id integer not null references meetings(id),
  number integer not null,
  task text not null,
  status text not null check (status in ('proposed', 'open', 'claimed', 'closed', 'cancelled')),
  owner text,
  owner_email text,
  department text,
  due text,
  original_due text,
  deliverable text,
  resources text not null default '[]',
  percent integer not null default 0 check (percent between 0 and 100),
  blocked text,
  blocked_at text,
  deadline_version integer not null default 1,
  postponed integer not null default 0,
  requested_due text,
  requested_reason text,
  requested_at text,
  opened_at text,
  claimed_at text,
  claim text,
  closed_at text,
  result text,
  next_at text,
  unique (meeting_id, number)
) strict;
create index items_next on items(next_at) where next_at is not null;
create index items_owner on items(owner_email, status);

create table requests (
  id integer primary key autoincrement,
  meeting_id integer not null references meetings(id),
  number integer not null,
  item_id integer references items(id),
  what text not null,
  amount real,
  currency text,
  department text,
  approver text,
  approver_email text,
  status text not null check (status in ('unaddressed', 'proposed', 'asked', 'approved', 'refused')),
  answered_at text,
  answered_by text,
  comment text,
  unique (meeting_id, number)
) strict;

create table signoffs (
  meeting_id integer not null references meetings(id),
  position integer not null,
  name text not null,
  email text,
  version integer not null,
  assent text not null check (assent in ('sender', 'yes', 'no', 'amend', 'silent', 'none')),
  asked_at text,
  reminded_at text,
  answered_at text,
  answered_by text,
  comment text,
  stands integer not null default 0 check (stands in (0, 1)),
  primary key (meeting_id, position),
  unique (meeting_id, email)
) strict;

create table events (
  id integer primary key,
  at text not null,
  meeting_id integer references meetings(id),
  item_id integer references items(id),
  inbox_id integer references inbox(id),
  actor text not null,
  what text not null,
  detail text not null
) strict;
create index events_meeting on events(meeting_id);
create index events_item on events(item_id);

-- outgoing ---------------------------------------------------------------

create table outbox (
  id integer primary key autoincrement,
  key text not null unique,
  kind text not null,
  meeting_id integer references meetings(id),
  message_id text not null unique,
  subject text not null,
  mail blob not null,
  state text not null check (state in ('waiting', 'sending', 'sent', 'failed', 'dropped')),
  attempts integer not null default 0,
  created_at text not null,
  next_try text,
  sent_at text,
  error text
) strict;
create index outbox_next on outbox(next_try) where state in ('waiting', 'sending');
create index outbox_state on outbox(state) where state in ('waiting', 'sending', 'failed');
create index outbox_meeting on outbox(meeting_id);

create table deliveries (
  outbox_id integer not null references outbox(id),
  address text not null,
  state text not null check (state in ('waiting', 'sent', 'failed')),
  sent_at text,
  error text,
  primary key (outbox_id, address)
) strict;
create index deliveries_recent on deliveries(address, sent_at);

create table questions (
  id integer primary key autoincrement,
  outbox_id integer not null references outbox(id),
  message_id text not null unique,
  tag text not null unique,
  kind text not null,
  person text not null,
  meeting_id integer references meetings(id),
  version integer not null
) strict;

create table question_lines (
  question_id integer not null references questions(id),
  number integer not null,
  item_id integer references items(id),
  request_id integer references requests(id),
  deadline_version integer not null default 1,
  primary key (question_id, number)
) strict;
create index question_lines_request on question_lines(request_id) where request_id is not null;

create table warnings (
  item_id integer not null references items(id),
  rung text not null,
  deadline_version integer not null,
  day text not null,
  outbox_id integer references outbox(id),
  primary key (item_id, rung, deadline_version, day)
) strict;

create table addresses (
  email text primary key,
  failing_since text,
  reason text
) strict;

create table notices_to_administrator (
  id integer primary key,
  at text not null,
  what text not null,
  detail text not null,
  subject text,
  sender text,
  told integer not null default 0 check (told in (0, 1))
) strict;
create index administrator_untold on notices_to_administrator(id) where told = 0;
"""


_FOLLOWING_UP = """
alter table meetings add column heard text not null default '[]';
alter table meetings add column recurrence_id text;
alter table meetings add column stamp text;
alter table items add column urgency text check (urgency in ('high', 'medium', 'low'));
alter table items add column recurrence text;
alter table requests add column asked_at text;
alter table requests add column reminded_at text;
alter table requests add column passed_on_at text;
create table series (
  uid text primary key,
  sequence integer not null,
  calendar text not null,
  inbox_id integer not null references inbox(id),
  meeting_id integer not null references meetings(id)
) strict;
create table absences (
  email text primary key,
  noted_at text not null,
  until text,
  words text not null,
  told_at text,
  inbox_id integer not null references inbox(id)
) strict;
create index events_inbox on events(inbox_id) where inbox_id is not null;
create index items_unfinished on items(id) where status in ('open', 'claimed');
create table co_owners (
  email text not null,
  item_id integer not null references items(id),
  primary key (email, item_id)
) strict, without rowid;
create index co_owners_item on co_owners(item_id);
create index items_closed on items(closed_at) where closed_at is not null;
create index items_due on items(due) where due is not null;
create index events_what on events(what, at);
create index requests_asked on requests(id) where status = 'asked';
"""


_FIRST_TRIES = """
alter table outbox add column first_try text;
update outbox set first_try = created_at where attempts > 0;
create index outbox_sent on outbox(sent_at) where sent_at is not null;
"""


@migrations()
def first(db: Database) -> None:
    """Create the tables of the first version."""
    for statement in _FIRST.split(";\n"):
        if statement.strip():
            db.execute(statement)


@migrations()
def following_up(db: Database) -> None:
    """Keep who heard of a meeting, series, co-owners, urgency, recurring duties, absences, and unanswered requests."""
    for statement in _FOLLOWING_UP.split(";\n"):
        if statement.strip():
            db.execute(statement)


@migrations()
def items_by_department(db: Database) -> None:
    """Find what a department has to do without looking at what others have."""
    db.execute("create index items_department on items(department collate nocase, status)")


@migrations()
def first_tries(db: Database) -> None:
    """Keep when a mail was first to go out, and find at once what went out lately."""
    for statement in _FIRST_TRIES.split(";\n"):
        if statement.strip():
            db.execute(statement)


@migrations()
def telling_repeats(db: Database) -> None:
    """Let a mail be found by its content: a copy of an answer under another Message-ID changes nothing again."""
    db.execute("create index inbox_digest on inbox(digest)")

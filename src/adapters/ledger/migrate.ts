import { Client, type PoolConfig } from 'pg'
import { Fault } from '../../core/error'
import { databaseFault } from './pool'

/** A step of the schema. Steps are only ever added. */
type Migration = { readonly version: number; readonly sql: string }

const first = `
create table bandshift.portfolio (
  id text primary key check (id ~ '^[a-z0-9-]{1,32}$'),
  epoch text not null check (epoch ~ '^[a-z0-9]{6}$'),
  opened_at bigint not null,
  sequence bigint not null default 0 check (sequence >= 0),
  mode text not null default 'active' check (mode in ('active', 'reducing', 'halted')),
  mode_reason text,
  due_at bigint,
  evaluated_at bigint,
  last text,
  book text not null
) with (fillfactor = 50);

create table bandshift.decision (
  portfolio text not null references bandshift.portfolio,
  sequence bigint not null check (sequence > 0),
  at bigint not null,
  trigger text not null check (trigger in ('start', 'scheduled', 'price', 'operator', 'watchdog')),
  kind text not null check (kind in ('hold', 'trade', 'wait', 'refused')),
  reasons text not null,
  due_at bigint not null,
  next text,
  inputs text not null,
  outputs text not null,
  primary key (portfolio, sequence)
);

create table bandshift.intent (
  portfolio text not null,
  sequence bigint not null,
  leg integer not null check (leg >= 0),
  label text not null unique check (length(label) between 1 and 64),
  venue text not null,
  instruction text not null,
  created_at bigint not null,
  state text not null default 'pending'
    check (state in ('pending', 'sent', 'working', 'filled', 'cancelled', 'rejected', 'expired', 'lost')),
  sent_at bigint,
  filled_lots bigint not null default 0,
  venue_order text,
  reason text,
  changed_at bigint not null,
  primary key (portfolio, sequence, leg),
  foreign key (portfolio, sequence) references bandshift.decision
);
create index intent_open on bandshift.intent (portfolio) where state in ('pending', 'sent', 'working');
create index intent_sent on bandshift.intent (portfolio, sent_at);

create table bandshift.entry (
  portfolio text not null references bandshift.portfolio,
  place bigint not null check (place > 0),
  source text not null check (length(source) between 1 and 200),
  at bigint not null,
  turnover bigint not null check (turnover >= 0),
  body text not null,
  primary key (portfolio, place),
  unique (portfolio, source)
);
create index entry_time on bandshift.entry (portfolio, at) where turnover > 0;

create table bandshift.operator_action (
  id bigint generated always as identity primary key,
  at bigint not null,
  actor text not null,
  action text not null,
  portfolio text,
  details text
);
create index operator_action_time on bandshift.operator_action (at);

create table bandshift.kill_switch (
  id boolean primary key default true check (id),
  engaged boolean not null,
  reason text,
  engaged_by text,
  at bigint
);
insert into bandshift.kill_switch (engaged) values (false);

create function bandshift.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'what is written in bandshift.% stays as it is', tg_table_name using errcode = 'restrict_violation';
end $$;

create function bandshift.keep_portfolio() returns trigger language plpgsql as $$
begin
  if new.id <> old.id or new.epoch <> old.epoch or new.opened_at <> old.opened_at
    or new.sequence not between old.sequence and old.sequence + 1 then
    raise exception 'a portfolio keeps its name, its epoch and the order of its decisions' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;

create function bandshift.keep_intent() returns trigger language plpgsql as $$
begin
  if new.portfolio <> old.portfolio or new.sequence <> old.sequence or new.leg <> old.leg or new.label <> old.label
    or new.venue <> old.venue or new.instruction <> old.instruction or new.created_at <> old.created_at
    or new.filled_lots < old.filled_lots or (new.state = 'pending' and old.state <> 'pending') then
    raise exception 'an intent keeps its order and never becomes unsent' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;

create trigger keep before update on bandshift.portfolio for each row execute function bandshift.keep_portfolio();
create trigger keep before update on bandshift.intent for each row execute function bandshift.keep_intent();
create trigger append_only before update or delete on bandshift.decision for each row execute function bandshift.refuse_change();
create trigger append_only before update or delete on bandshift.entry for each row execute function bandshift.refuse_change();
create trigger append_only before update or delete on bandshift.operator_action for each row execute function bandshift.refuse_change();
create trigger undeleted before delete on bandshift.portfolio for each row execute function bandshift.refuse_change();
create trigger undeleted before delete on bandshift.intent for each row execute function bandshift.refuse_change();
create trigger untruncated before truncate on bandshift.portfolio execute function bandshift.refuse_change();
create trigger untruncated before truncate on bandshift.decision execute function bandshift.refuse_change();
create trigger untruncated before truncate on bandshift.intent execute function bandshift.refuse_change();
create trigger untruncated before truncate on bandshift.entry execute function bandshift.refuse_change();
create trigger untruncated before truncate on bandshift.operator_action execute function bandshift.refuse_change();
`

const episodes = `
alter table bandshift.operator_action add column episode text unique check (length(episode) between 1 and 200);
`

const strategies = `
create table bandshift.strategy (
  id text primary key check (id ~ '^[0-9a-f]{32}$'),
  body text not null
);
create trigger append_only before update or delete on bandshift.strategy for each row execute function bandshift.refuse_change();
create trigger untruncated before truncate on bandshift.strategy execute function bandshift.refuse_change();
alter table bandshift.decision add column strategy text references bandshift.strategy;
`

const entryTimes = `
create index entry_at on bandshift.entry (portfolio, at);
`

/**
 * The schema's history, oldest first.
 *
 * @internal
 */
export const migrations: readonly Migration[] = [
  { version: 1, sql: first },
  { version: 2, sql: episodes },
  { version: 3, sql: strategies },
  { version: 4, sql: entryTimes },
]

/** Held while the schema is made, so that of several processes that start together one does it. */
const lock = 4_702_384_118

/**
 * Brings the schema `bandshift` up to date in one transaction; nothing where it is. Any number of processes may do so
 * at once. Throws `usage` where the schema is newer than this program.
 */
export const migrate = async (
  connection: Readonly<PoolConfig>,
  steps: readonly Migration[] = migrations,
): Promise<void> => {
  const client = new Client({ ...connection, connectionTimeoutMillis: 5_000, statement_timeout: 60_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('begin')
    await client.query('select pg_advisory_xact_lock($1)', [lock])
    await client.query('create schema if not exists bandshift')
    await client.query(
      'create table if not exists bandshift.migration (version integer primary key, at timestamptz not null default now())',
    )
    const { rows } = await client.query<{ version: number }>(
      'select coalesce(max(version), 0) as version from bandshift.migration',
    )
    const current = rows[0]?.version ?? 0
    const newest = Math.max(0, ...steps.map(({ version }) => version))
    if (current > newest)
      throw new Fault(
        'usage',
        `the ledger's database has schema ${current}, this program supports ${newest}: use a newer one`,
      )
    for (const { version, sql } of steps.filter((step) => step.version > current)) {
      await client.query(sql)
      await client.query('insert into bandshift.migration (version) values ($1)', [version])
    }
    await client.query('commit')
  } catch (error) {
    throw databaseFault(error)
  } finally {
    await client.end()
  }
}

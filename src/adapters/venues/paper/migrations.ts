import type { Pool } from 'pg'

/** Held while the schema changes, so that processes that start together change it once. */
const lock = 4_702_384_118

/** What made the schema, in order; a line once written is not changed. */
const migrations: readonly string[] = [
  `create table paper.orders (
     id bigint generated always as identity,
     venue text not null,
     label text not null,
     instrument text not null,
     side text not null check (side in ('buy', 'sell')),
     lots bigint not null check (lots > 0),
     limit_price double precision not null,
     state text not null check (state in ('working', 'filled', 'cancelled', 'rejected')),
     reason text,
     placed_at bigint not null,
     due_at bigint not null,
     ended_at bigint,
     times_sent integer not null default 1,
     primary key (venue, label)
   );
   create index orders_working on paper.orders (venue, due_at) where state = 'working';
   create table paper.fills (
     venue text not null,
     id text not null,
     label text not null,
     lots bigint not null check (lots > 0),
     price double precision not null check (price > 0),
     fee double precision not null,
     at bigint not null,
     primary key (venue, id),
     foreign key (venue, label) references paper.orders (venue, label)
   );
   create index fills_by_label on paper.fills (venue, label);
   create table paper.positions (
     venue text not null,
     instrument text not null,
     lots bigint not null,
     primary key (venue, instrument)
   )`,
]

/** Brings the schema `paper` up to date, once however many processes start at a time. */
export const migratePaper = async (pool: Pool): Promise<void> => {
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query('select pg_advisory_xact_lock($1)', [lock])
    await client.query('create schema if not exists paper')
    await client.query('create table if not exists paper.migrations (version integer primary key)')
    const { rows } = await client.query<{ version: number }>(
      'select coalesce(max(version), 0) as version from paper.migrations',
    )
    const done = rows[0]?.version ?? 0
    for (const [index, sql] of migrations.entries()) {
      if (index < done) continue
      await client.query(sql)
      await client.query('insert into paper.migrations values ($1)', [index + 1])
    }
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}

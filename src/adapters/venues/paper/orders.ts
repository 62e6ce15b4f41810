import type { Pool } from 'pg'
import type { Timestamp } from '../../../core/market/event'
import type { OrderReport, VenuePosition } from '../../../ports/venue'
import type { PaperMatch, PaperOrder } from './match'

/** How an order stands after matching, and what it filled. */
export type PaperOutcome = {
  readonly state: OrderReport['state']
  readonly reason: string | undefined
  readonly match: PaperMatch
}

export type WorkingOrder = PaperOrder & { readonly dueAt: Timestamp }

/** The tables of one venue: the database they lie in, and its name. */
export type PaperTables = { readonly pool: Pool; readonly name: string }

type Row = {
  readonly id: string
  readonly label: string
  readonly instrument: string
  readonly side: 'buy' | 'sell'
  readonly lots: string
  readonly limit_price: number
  readonly state: OrderReport['state']
  readonly reason: string | null
  readonly due_at: string
  readonly fills: readonly {
    readonly id: string
    readonly lots: number
    readonly price: number
    readonly fee: number
    readonly at: number
  }[]
}

const columns = `id, label, instrument, side, lots, limit_price, state, reason, due_at,
  (select coalesce(json_agg(json_build_object('id', f.id, 'lots', f.lots, 'price', f.price, 'fee', f.fee, 'at', f.at)), '[]')
   from paper.fills f where f.venue = o.venue and f.label = o.label) as fills`

const reportOf = ({ id, label, instrument, side, lots, state, reason, fills }: Row): OrderReport => ({
  label,
  venueOrderId: `paper-${id}`,
  instrument,
  side,
  lots: Number(lots),
  state,
  fills,
  ...(reason === null ? {} : { reason }),
})

const fillsAndMoves = (source: string): string => `
  filled as (
    insert into paper.fills (venue, id, label, lots, price, fee, at)
    select venue, label || '-1', label, $4::bigint, $5::double precision, $6::double precision, $7::bigint from ${source} where $4::bigint > 0
  ),
  moved as (
    insert into paper.positions as p (venue, instrument, lots)
    select venue, instrument, case side when 'buy' then $4::bigint else -$4::bigint end from ${source} where $4::bigint > 0
    on conflict (venue, instrument) do update set lots = p.lots + excluded.lots
  )`

const values = (venue: string, label: string, { match }: PaperOutcome, at: Timestamp): unknown[] => [
  venue,
  label,
  null,
  match.lots,
  match.price ?? null,
  match.fee,
  at,
]

/**
 * Takes in an order with what became of it, in one statement: the order, its fill and the position, or nothing. False
 * where the label is taken; the attempt is counted, and the order that has it stays as it is.
 */
export const insertOrder = async (
  { pool, name: venue }: PaperTables,
  order: WorkingOrder,
  outcome: PaperOutcome,
  at: Timestamp,
): Promise<boolean> => {
  const { rows } = await pool.query<{ fresh: boolean }>(
    `with placed as (
       insert into paper.orders as o (venue, label, reason, instrument, side, lots, limit_price, state, placed_at, due_at, ended_at)
       values ($1, $2, $3, $8, $9, $10, $11, $12::text, $7, $13, case $12::text when 'working' then null else $7::bigint end)
       on conflict (venue, label) do update set times_sent = o.times_sent + 1
       returning venue, label, instrument, side, times_sent
     ),
     fresh as (select * from placed where times_sent = 1),
     ${fillsAndMoves('fresh')}
     select times_sent = 1 as fresh from placed`,
    [
      ...values(venue, order.label, outcome, at).with(2, outcome.reason ?? null),
      order.instrument,
      order.side,
      order.lots,
      order.limitPrice,
      outcome.state,
      order.dueAt,
    ],
  )
  return rows[0]?.fresh === true
}

/** Ends a working order, in one statement: its state, its fill and the position. Nothing where it has ended already. */
export const endOrder = async (
  { pool, name: venue }: PaperTables,
  label: string,
  outcome: PaperOutcome,
  at: Timestamp,
): Promise<void> => {
  await pool.query(
    `with ended as (
       update paper.orders set state = $8, reason = $3, ended_at = $7
       where venue = $1 and label = $2 and state = 'working'
       returning venue, label, instrument, side
     ),
     ${fillsAndMoves('ended')}
     select 1`,
    [...values(venue, label, outcome, at).with(2, outcome.reason ?? null), outcome.state],
  )
}

/** Working orders whose latency is over, oldest first; of one label where it is given. */
export const dueOrders = async (
  { pool, name: venue }: PaperTables,
  now: Timestamp,
  label?: string,
): Promise<readonly WorkingOrder[]> => {
  const { rows } = await pool.query<Omit<Row, 'fills'>>(
    `select id, label, instrument, side, lots, limit_price, state, reason, due_at from paper.orders
     where venue = $1 and state = 'working' and due_at <= $2 and ($3::text is null or label = $3)
     order by due_at limit 1000`,
    [venue, now, label ?? null],
  )
  return rows.map((row) => ({
    label: row.label,
    instrument: row.instrument,
    side: row.side,
    lots: Number(row.lots),
    limitPrice: row.limit_price,
    dueAt: Number(row.due_at),
  }))
}

export const orderByLabel = async (
  { pool, name: venue }: PaperTables,
  label: string,
): Promise<OrderReport | undefined> => {
  const { rows } = await pool.query<Row>(`select ${columns} from paper.orders o where o.venue = $1 and o.label = $2`, [
    venue,
    label,
  ])
  return rows[0] && reportOf(rows[0])
}

export const workingOrders = async ({ pool, name: venue }: PaperTables): Promise<readonly OrderReport[]> => {
  const { rows } = await pool.query<Row>(
    `select ${columns} from paper.orders o where o.venue = $1 and o.state = 'working' order by o.id`,
    [venue],
  )
  return rows.map(reportOf)
}

export const heldPositions = async ({ pool, name: venue }: PaperTables): Promise<readonly VenuePosition[]> => {
  const { rows } = await pool.query<{ instrument: string; lots: string }>(
    'select instrument, lots from paper.positions where venue = $1 and lots <> 0 order by instrument',
    [venue],
  )
  return rows.map(({ instrument, lots }) => ({ instrument, lots: Number(lots) }))
}

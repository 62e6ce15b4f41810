import { Pool, type PoolConfig, type QueryResult } from 'pg'
import { canonicalJson } from '../../core/canonical-json'
import { Fault } from '../../core/error'
import type { MarketState } from '../../core/reading/market-state'
import type { MarketStore } from '../../ports/market-store'

/** Held while the table is made, the same that guards the ledger's schema. */
const lock = 4_702_384_118

const schema = `
begin;
select pg_advisory_xact_lock(${lock});
create schema if not exists bandshift;
create table if not exists bandshift.market_state (
  instrument text primary key,
  time bigint not null,
  events bigint not null,
  state text not null
) with (fillfactor = 50);
commit`

const upsert = `
insert into bandshift.market_state as kept (instrument, time, events, state) values ($1, $2, $3, $4)
on conflict (instrument) do update set time = excluded.time, events = excluded.events, state = excluded.state
where (excluded.time, excluded.events) > (kept.time, kept.events)`

/**
 * Keeps the last states in a PostgreSQL database. A crash of the server may lose the last states, which the next event
 * writes again. `onError` is called where a session breaks while idle; the next call takes a new one. Throws
 * `unavailable` while the server does not answer.
 */
export const openMarketStore = async (
  connection: Readonly<PoolConfig>,
  onError: (error: Error) => void,
): Promise<MarketStore> => {
  const pool = new Pool({
    ...connection,
    max: 2,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    query_timeout: 10_000,
    application_name: 'bandshift-market',
  })
  pool.on('error', onError)
  pool.on('connect', (client) => void client.on('error', () => undefined))

  const ask = async <R extends object>(text: string, values?: readonly unknown[]): Promise<QueryResult<R>> => {
    try {
      return await pool.query<R, unknown[]>(text, values && [...values])
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new Fault('unavailable', `the market store's database does not answer: ${reason}`, { cause })
    }
  }

  try {
    await ask(schema)
  } catch (fault) {
    await pool.end()
    throw fault
  }
  return {
    publish: async (state) => {
      await ask(upsert, [state.instrument, state.time, state.events, canonicalJson(state)])
    },
    latest: async (instrument) => {
      const { rows } = await ask<{ state: string }>('select state from bandshift.market_state where instrument = $1', [
        instrument,
      ])
      return rows[0] === undefined ? undefined : (JSON.parse(rows[0].state) as MarketState)
    },
    close: () => pool.end(),
  }
}

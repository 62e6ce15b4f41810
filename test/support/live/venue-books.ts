import { Pool } from 'pg'
import { openLedger } from '../../../src/adapters/ledger/open'
import { finalStates, type Intent } from '../../../src/core/execution/intent'

/** The differences between ledger and paper venue after everything was closed. */
export type VenueBooks = {
  /** Labels that reached the venue more than once, or belong to no decision. */
  readonly foreign: readonly string[]
  /** Fills of the venue that no book has, and entries of books without a fill of the venue. */
  readonly unmatched: readonly string[]
  /** Portfolios whose kept book is not the fold of its entries. */
  readonly broken: readonly string[]
  readonly held: number
  readonly position: number
  readonly open: readonly string[]
  readonly halted: readonly string[]
  readonly deposits: readonly number[]
  readonly fills: number
  readonly sequences: readonly number[]
  /** Decisions of each portfolio, compared with its sequence. */
  readonly missing: readonly string[]
}

/** Compares ledger and paper venue of a database to the last lot. */
export const venueBooks = async (database: string): Promise<VenueBooks> => {
  const pool = new Pool({ connectionString: database })
  const ledger = await openLedger({ connectionString: database }, () => undefined)
  try {
    const ask = async <T extends object>(sql: string): Promise<readonly T[]> => (await pool.query<T>(sql)).rows
    const orders = await ask<{ label: string; times_sent: number }>('select label, times_sent from paper.orders')
    const fills = await ask<{ id: string }>('select id from paper.fills')
    const positions = await ask<{ lots: string }>('select lots from paper.positions')
    const decided = await ask<{ portfolio: string; count: string }>(
      'select portfolio, count(*) as count from bandshift.decision group by portfolio',
    )
    const counts = new Map(decided.map(({ portfolio, count }) => [portfolio, Number(count)]))
    const intents: Intent[] = []
    const posted: string[] = []
    const broken: string[] = []
    const deposits: number[] = []
    const missing: string[] = []
    let held = 0
    const states = await ledger.portfolios()
    for (const { id, sequence } of states) {
      const { book } = await ledger.portfolio(id)
      held += book.positions.reduce((sum, { lots }) => sum + lots, 0)
      intents.push(...(await ledger.intents(id, { limit: 100_000 })))
      const sources = (await ledger.entries(id, { limit: 100_000 })).map(({ source }) => source)
      posted.push(...sources.filter((source) => source.startsWith('fill:')))
      deposits.push(sources.filter((source) => source === 'opening:cash').length)
      if (!(await ledger.auditBook(id)).agrees) broken.push(id)
      if ((counts.get(id) ?? 0) !== sequence) missing.push(id)
    }
    const labels = new Set(intents.map(({ label }) => label))
    const venueFills = new Set(fills.map(({ id }) => `fill:paper:${id}`))
    const own = new Set(posted)
    return {
      foreign: orders
        .filter(({ label, times_sent: sent }) => sent !== 1 || !labels.has(label))
        .map(({ label }) => label),
      unmatched: [...venueFills].filter((id) => !own.has(id)).concat(posted.filter((id) => !venueFills.has(id))),
      broken,
      held,
      position: positions.reduce((sum, { lots }) => sum + Number(lots), 0),
      open: intents.filter(({ state }) => !finalStates.has(state)).map(({ label }) => label),
      halted: states.filter(({ mode }) => mode !== 'active').map(({ id, modeReason }) => `${id}: ${modeReason ?? ''}`),
      deposits,
      fills: fills.length,
      sequences: states.map(({ sequence }) => sequence),
      missing,
    }
  } finally {
    await pool.end()
    await ledger.end()
  }
}

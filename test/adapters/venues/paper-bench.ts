import { Pool } from 'pg'
import type { DatabaseConnection } from '../../../src/adapters/database/connection'
import type { PaperFault, PaperOptions, PaperQuote } from '../../../src/adapters/venues/paper/options'
import { openPaperVenue } from '../../../src/adapters/venues/paper/paper-venue'
import { SECOND } from '../../../src/core/market/event'
import type { Venue } from '../../../src/ports/venue'
import type { VenueBench } from './contract'

const lot = 0.001

/** A market at 99 to 101 and the options that go with it. */
export const paperOptions = (connection: DatabaseConnection, change: Partial<PaperOptions> = {}): PaperOptions => ({
  name: 'paper',
  connection,
  clock: { now: () => 1_000 * SECOND },
  seed: 1,
  instruments: { 'paper/BTC': { lot, minLots: 1, tick: 0.5, fee: 5e-4 } },
  quote: () => ({ bid: 99, ask: 101, bidSize: 1, askSize: 1, time: 0 }),
  onError: (error) => {
    throw error
  },
  ...change,
})

/** The paper venue on the bench: an order rests while the market is not known. */
export const paperBench = (connection: DatabaseConnection, name: string): VenueBench => {
  let market: PaperQuote | undefined
  let isKnown = true
  let fault: PaperFault | undefined
  let isDown = false
  return {
    instrument: 'paper/BTC',
    lot,
    open: (): Promise<Venue> =>
      openPaperVenue({
        ...paperOptions(connection, { name, quote: () => (isKnown ? market : undefined) }),
        faults: ({ operation }) => {
          if (isDown) return { kind: 'down' }
          const own = operation === 'place' ? fault : undefined
          if (own) fault = undefined
          return own
        },
      }),
    quote: (bid, ask, lots) => {
      market = { bid, ask, bidSize: lots * lot, askSize: lots * lot, time: 0 }
    },
    next: (fate) => {
      if (fate === 'resting') isKnown = false
      if (fate === 'refused') fault = { kind: 'refused' }
      if (fate === 'answer-lost') fault = { kind: 'lost-after' }
      if (fate === 'request-lost') fault = { kind: 'lost-before' }
    },
    release: () => {
      isKnown = true
      return Promise.resolve()
    },
    setDown: (down) => {
      isDown = down
    },
    timesSent: async (label) => {
      const pool = new Pool({ ...connection })
      try {
        const { rows } = await pool.query<{ times_sent: number }>(
          'select times_sent from paper.orders where venue = $1 and label = $2',
          [name, label],
        )
        return rows[0]?.times_sent ?? 0
      } finally {
        await pool.end()
      }
    },
  }
}

import { openCcxtVenue, type CcxtOptions } from '../../../src/adapters/venues/ccxt/ccxt-venue'
import { SECOND } from '../../../src/core/market/event'
import { startRng } from '../../../src/core/rng'
import type { FakeDeribit } from '../../support/fake-deribit/fake-deribit'
import type { VenueBench } from './contract'

const lot = 0.001

export const deribitOptions = (fake: FakeDeribit, change: Partial<CcxtOptions> = {}): CcxtOptions => ({
  name: 'deribit',
  exchange: 'deribit',
  sandbox: false,
  credentials: () => ({ apiKey: 'key-planted-here', secret: 'secret-planted-here' }),
  instruments: ['deribit/BTC_USDC-PERPETUAL'],
  clock: { now: () => 1_700_000_000 * SECOND },
  rng: startRng(1),
  url: fake.url,
  timeoutMs: 3_000,
  pacing: 1,
  pause: () => Promise.resolve(),
  ...change,
})

/** The fake of Deribit on the bench, reached through ccxt. */
export const deribitBench = (fake: FakeDeribit): VenueBench => ({
  instrument: 'deribit/BTC_USDC-PERPETUAL',
  lot,
  open: () => openCcxtVenue(deribitOptions(fake)),
  quote: (bid, ask, lots) => {
    fake.quote = { bid, ask, amount: Number((lots * lot).toFixed(6)) }
  },
  next: (fate) => {
    if (fate === 'resting') fake.orderFates.push({ kind: 'rest' })
    if (fate === 'refused') fake.orderFates.push({ kind: 'error', code: 10009, message: 'not_enough_funds' })
    if (fate === 'answer-lost') fake.orderFates.push({ kind: 'cut-after' })
    if (fate === 'request-lost') fake.orderFates.push({ kind: 'cut-before' })
  },
  release: () => Promise.resolve(fake.release()),
  setDown: (isDown) => {
    fake.isDown = isDown
  },
  timesSent: (label) => Promise.resolve(fake.orders.filter((order) => order.label === label).length),
})

import { join } from 'node:path'
import { openEmbedded } from '../../../src/adapters/database/embedded'
import { openLedger } from '../../../src/adapters/ledger/open'
import { startRecording } from '../../../src/adapters/recordings'
import { explainDecision, explanationText } from '../../../src/app/audit/explain/explain-decision'
import { marketsSeen } from '../../../src/app/audit/verify/fold-run'
import { verifyLedger } from '../../../src/app/audit/verify/verify-ledger'
import { configChecker } from '../../../src/app/config/file/check-config'
import { portfolioItem } from '../../../src/app/service/view/portfolio-item'
import type { DecisionOutputs } from '../../../src/core/decision/decide'
import type { DecisionInputs } from '../../../src/core/decision/decision-inputs'
import { emptyQuotation, SECOND, type OptionSummary } from '../../../src/core/market/event'
import { bsmGreeks } from '../../../src/core/pricing/greeks'
import { black76Price } from '../../../src/core/pricing/price'
import { optionQuote, type OptionQuote } from '../../../src/core/surface/option-quote'
import type { DecisionRecord } from '../../../src/ports/ledger'
import { aStateFolder } from '../../adapters/queue/state-folder'
import { solverForTests } from '../../core/hedging/greeks/solver'
import { closeRunning, decisionsOfAService, limits } from '../audit/verify/a-service'

const solve = solverForTests()
const home = aStateFolder()
const folder = join(home.path, 'recorded')
const [minute, day] = [60 * SECOND, 86_400 * SECOND]
const start = Date.UTC(2025, 0, 7, 9, 30) * 1000
const year = 365 * day
const perpetual = { venue: 'deribit', symbol: 'BTC-PERPETUAL' }
const index = 200
const expiries = [
  { name: '10JAN25', expiry: Date.UTC(2025, 0, 10, 8) * 1000, forward: 200.4 },
  { name: '31JAN25', expiry: Date.UTC(2025, 0, 31, 8) * 1000, forward: 202 },
]

/** Dearer downside and wings, and the nearer expiry dearer. */
const volAt = (strike: number, forward: number, years: number): number =>
  0.5 + 0.01 / Math.sqrt(years) - 0.1 * Math.log(strike / forward) + 0.3 * Math.log(strike / forward) ** 2

const chain = (at: number): readonly OptionSummary[] =>
  expiries.flatMap(({ name, expiry, forward }) =>
    Array.from({ length: 13 }, (_, i): OptionSummary => {
      const strike = 170 + 5 * i
      const type = strike < forward ? 'put' : 'call'
      const years = (expiry - at) / year
      const price = (own: number): number =>
        black76Price({ type, forward, strike, years, vol: volAt(strike, forward, years) + own }) / forward
      return {
        ...{ ...emptyQuotation, kind: 'option-summary', timestamp: at, localTimestamp: at + 1_000 },
        instrument: `BTC-${name}-${strike}-${type === 'call' ? 'C' : 'P'}`,
        ...{ type, strike, expiry, bid: price(-0.002), ask: price(0.002) },
        ...{ underlyingPrice: forward, indexPrice: index },
      }
    }),
  )

const options = [
  { type: 'call', strike: 205, expiry: '2025-01-10T08:00:00Z', quantity: -10, multiplier: 1, premium: 3 },
  { type: 'put', strike: 180, expiry: '2025-01-31T08:00:00Z', quantity: -5, multiplier: 1, premium: 3 },
]

const config = () => {
  const market = 'deribit/BTC-PERPETUAL'
  const checked = configChecker(() => undefined)(
    JSON.stringify({
      service: { port: 0 },
      feeds: [{ kind: 'replay', name: 'made', recording: folder, instruments: [market, 'deribit/BTC'], speed: 600 }],
      venues: [
        { kind: 'paper', name: 'paper', seed: 7, instruments: { PERP: { market, lot: 0.01, tick: 0.01, fee: 0 } } },
      ],
      portfolios: [
        {
          ...{ id: 'book', instrument: market, venue: 'paper', symbol: 'PERP', cash: 50_000, limits },
          mandate: {
            ...{ kind: 'hedge', strategy: { kind: 'fixed-band', halfWidth: 0.05 }, options },
            scale: { contracts: 10, price: 200 },
          },
          ...{ costs: { fee: 0 }, minInterval: 60, maxInterval: 60 },
        },
      ],
    }),
  )
  if ('config' in checked) return checked.config
  throw new Error(JSON.stringify(checked.problems))
}

/** A day of quotes every minute, and a chain every ten. */
beforeAll(async () => {
  const writer = await startRecording(folder, {
    origin: 'synthetic',
    title: 'a perpetual and its options',
    licence: 'none',
  })
  for (let i = 0; i < 1_440; i++) {
    const stamps = { timestamp: start + i * minute, localTimestamp: start + i * minute + 1_000 }
    const mid = index * Math.exp(0.004 * Math.sin(i / 7) + 0.001 * Math.sin(i))
    writer.write(perpetual, { kind: 'quote', ...stamps, bid: mid - 0.01, ask: mid + 0.01, bidSize: 1e5, askSize: 1e5 })
  }
  for (let i = 0; i < 144; i++)
    for (const option of chain(start + 10 * i * minute + 3 * SECOND))
      writer.write({ venue: 'deribit', symbol: 'BTC' }, option)
  await writer.commit({ file: 'made', sha256: '0'.repeat(64), read: 2_000, accepted: 2_000, quarantined: {} })
})
afterAll(async () => {
  await closeRunning()
  home.remove()
})

const inputsOf = ({ inputs }: DecisionRecord) => inputs as DecisionInputs
const deltaOf = ({ outputs }: DecisionRecord): number => {
  const { evaluated } = outputs as DecisionOutputs
  if (evaluated.kind !== 'hedge') throw new Error(evaluated.kind)
  return evaluated.decision.exposure.delta
}

/** The sum of the options' deltas when a decision was made, each where `quoteOf` values it. */
const deltaAt = (
  record: DecisionRecord,
  quoteOf: (option: { readonly strike: number; readonly expiry: number }) => OptionQuote,
): number => {
  const [{ spot }] = marketsSeen(record)
  return options.reduce((sum, { type, strike, expiry: text, quantity }) => {
    const expiry = Date.parse(text) * 1000
    const { vol, carry } = quoteOf({ strike, expiry })
    const years = (expiry - inputsOf(record).time) / year
    const terms = { type: type as 'call' | 'put', spot, strike, years, vol, dividend: -carry }
    return sum + quantity * bsmGreeks(terms).delta
  }, 0)
}

test('every decision hedges a book at the surface of its chain, and is reproduced from the recording', async () => {
  await decisionsOfAService(home.path, config(), 10)
  const database = await openEmbedded({ home: home.path, onError: () => undefined })
  const ledger = await openLedger({ ...database.connection }, () => undefined)
  try {
    const view = await ledger.portfolio('book')
    const records: DecisionRecord[] = []
    for (let sequence = 1; sequence <= view.state.sequence; sequence++)
      records.push((await ledger.decision('book', sequence))!)
    for (const record of records) {
      const { marks, time } = inputsOf(record)
      expect(marks).toMatchObject({ kind: 'surface', instrument: 'deribit/BTC' })
      expect(marketsSeen(record).map(({ instrument }) => instrument)).toEqual(['deribit/BTC-PERPETUAL', 'deribit/BTC'])
      const delta = deltaAt(record, ({ strike, expiry }) => {
        const { forward } = expiries.find((own) => own.expiry === expiry)!
        const years = (expiry - time) / year
        return { vol: volAt(strike, forward, years), carry: Math.log(forward / index) / years }
      })
      expect(deltaOf(record)).toBeCloseTo(delta, 1)
      const [, { surface }] = marketsSeen(record)
      expect(deltaOf(record)).toBeCloseTo(
        deltaAt(record, (option) => optionQuote(surface!.fitted!, option)!),
        9,
      )
    }

    const last = records[records.length - 1]
    const explained = explanationText(explainDecision(last, solve))
    expect(explained).toContain('the same outputs, byte for byte')
    expect(explained).toMatch(/Marks of the options\n {2}surface +in use +of deribit\/BTC, fitted 2025/)
    const item = portfolioItem(config().portfolios[0], view, last, undefined)
    expect(item.marks).toMatchObject({ by: 'surface', instrument: 'deribit/BTC' })
    const [near, far] = expiries.map(({ expiry }) => (expiry - inputsOf(last).time) / year)
    const [call, put] = item.marks!.options
    expect(call.vol).toBeCloseTo(volAt(205, 200.4, near), 2)
    expect(put.vol).toBeCloseTo(volAt(180, 202, far), 2)

    const verified = await verifyLedger({ ledger, solve, data: folder, registry: undefined })
    expect(verified.first).toBeUndefined()
    expect(verified).toMatchObject({ decisions: records.length, states: 2 * records.length, different: 0 })
  } finally {
    await ledger.end()
    await database.close()
  }
})

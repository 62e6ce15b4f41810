import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadModels, type ServiceModels } from '../src/app/models/load-models'
import { mandateOf } from '../src/core/decision/mandate-of'
import type { PortfolioSettings } from '../src/core/decision/settings'
import { evaluateMandate } from '../src/core/mandates/evaluate-mandate'
import { startBars } from '../src/core/market/bars/bar-builder'
import { DAY, SECOND, type Quote, type Trade } from '../src/core/market/event'
import { emptyBook } from '../src/core/portfolio/book'
import type { Book } from '../src/core/portfolio/portfolio'
import type { MarketState } from '../src/core/reading/market-state'
import { startMarket } from '../src/core/reading/start-market'
import { startRng } from '../src/core/rng'
import { train } from '../training/run/train'
import { simulate } from '../training/simulator/simulate'
import { peakRssMiB, taskTimes, type Bench } from './measurement'

const instrument = 'simulated/microstructure'
/** 700 events a minute, as in a liquid stock. */
const meanWait = (60 * SECOND) / 700

/** Models of the size that is trained, from three simulated days. */
const trainedModels = async (): Promise<ServiceModels> => {
  const folder = await mkdtemp(join(tmpdir(), 'bandshift-bench-'))
  try {
    const [data, out] = [join(folder, 'recording'), join(folder, 'registry')]
    await simulate({ world: 'microstructure', days: 3, seed: 3, out: data })
    await train({ data, out, seed: 7, optionDays: 0.125, backend: 'wasm' }, () => undefined)
    return await loadModels(out)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Quotes and trades three to one around a random walk on a grid of cents. */
const someEvents = (count: number): (Quote | Trade)[] => {
  const rng = startRng(7)
  let time = 1_704_290_400 * SECOND
  let cents = 20_000
  return Array.from({ length: count }, () => {
    time += Math.ceil(meanWait * rng.exponential())
    const stamps = { timestamp: time, localTimestamp: time + 500 }
    if (rng.uniform() < 0.25)
      return {
        kind: 'trade',
        ...stamps,
        price: (cents + rng.integer(2)) / 100,
        size: 1 + rng.integer(500),
        aggressor: rng.integer(2) === 0 ? 'buy' : 'sell',
      }
    if (rng.uniform() < 0.1) cents = Math.max(5_000, cents + 2 * rng.integer(2) - 1)
    const [bid, ask] = [cents / 100, (cents + 1) / 100]
    return { kind: 'quote', ...stamps, bid, ask, bidSize: 1 + rng.integer(5_000), askSize: 1 + rng.integer(5_000) }
  })
}

const aPortfolio = (spot: number): PortfolioSettings => ({
  id: 'bench',
  instrument,
  venue: 'paper',
  symbol: 'microstructure',
  mandate: { kind: 'hedge', strategy: 'adaptive', options: [], scale: { contracts: 1000, price: spot } },
  cash: 1e6,
  rate: 0,
  costs: { fee: 1e-4, fixed: 0 },
  limits: {
    orderNotional: 1e6,
    positionNotional: 1e7,
    dailyTurnover: 1e8,
    ordersPerMinute: 60,
    slippage: 0.01,
    price: { leastSources: 1, maxAge: 60, maxDeviation: 0.01 },
    dailyLoss: 1e6,
  },
  references: [],
  minInterval: 1,
  maxInterval: 3600,
})

/** Ten options of one underlying and a position. */
const aBook = ({ time, spot }: MarketState): Book => ({
  ...emptyBook,
  cash: 1e12,
  options: Array.from({ length: 10 }, (_, i) => ({
    option: `option-${i}`,
    type: i % 2 === 0 ? 'call' : 'put',
    strike: spot * (0.95 + 0.01 * i),
    expiry: time + (1 + i) * DAY,
    quantity: -100,
    multiplier: 1,
  })),
  positions: [{ instrument: 'paper/microstructure', lots: 1234, lot: 0.1 }],
})

/** Seconds of the bars' closes among all events, rising. */
const closeTimes = (models: ServiceModels, events: readonly (Quote | Trade)[]): Float64Array => {
  const market = startMarket({ instrument, models: models.market })
  const seconds: number[] = []
  for (const event of events) {
    const start = performance.now()
    const change = market.apply(event)
    if (change.kind === 'bars' && change.readings[0].row !== undefined) seconds.push((performance.now() - start) / 1000)
  }
  return Float64Array.from(seconds).sort()
}

const rate = (events: number, run: () => void): number => {
  run()
  const start = performance.now()
  run()
  return (1000 * events) / (performance.now() - start)
}

/**
 * How fast a tick becomes market state, how long the close of a bar takes with its features and both models, and a
 * portfolio's decision on it.
 */
export const bench: Bench = {
  name: 'market-state',
  async run({ short = false } = {}) {
    const models = await trainedModels()
    const events = someEvents(short ? 400_000 : 1_500_000)
    let state: MarketState | undefined
    const folded = rate(events.length, () => {
      const market = startMarket({ instrument, models: models.market })
      for (const event of events) market.apply(event)
      state = market.state()
    })
    let bars = 0
    const alone = rate(events.length, () => {
      const builder = startBars({ periodSeconds: 60 })
      bars = 0
      for (const event of events) bars += builder.event(event).length
    })
    if (state === undefined || state.bars !== bars || state.trust.kind !== 'models' || state.events !== events.length)
      throw new Error('market-state: the fold lost events, bars or its models')
    const closes = closeTimes(models, events)
    const at = (share: number): number => 1e6 * closes[Math.floor(share * (closes.length - 1))]
    const now = state
    const book = aBook(now)
    const settings = aPortfolio(now.spot)
    let run = 0
    const { decision } = await taskTimes(short ? 500 : 5000, {
      decision: () => {
        const market = { ...now, spot: now.spot * (1 + 1e-5 * (run++ % 1000)) }
        const made = mandateOf(
          settings,
          { book, state: { last: undefined } },
          { [instrument]: market },
          { policy: models.policy, time: now.time },
        )
        if (made.kind === 'not-ready') throw new Error('market-state: the market is not known')
        evaluateMandate(made.mandate, () => {
          throw new Error('market-state: a hedge asks for no program')
        })
      },
    })
    const peak = peakRssMiB()
    return [
      { case: 'events into market state', value: folded, unit: 'events/s', peakRssMiB: peak, target: { atLeast: 3e5 } },
      { case: 'the same into bars alone', value: alone, unit: 'events/s', peakRssMiB: peak },
      { case: 'close of a bar, both models, p50', value: at(0.5), unit: 'µs', peakRssMiB: peak },
      {
        case: 'close of a bar, both models, p99',
        value: at(0.99),
        unit: 'µs',
        peakRssMiB: peak,
        target: { atMost: 1000 },
      },
      { case: 'mandate and decision of 10 legs, p50', value: decision.p50, unit: 'ms', peakRssMiB: peak },
      {
        case: 'mandate and decision of 10 legs, p99',
        value: decision.p99,
        unit: 'ms',
        peakRssMiB: peak,
        target: { atMost: 1 },
      },
    ]
  },
}

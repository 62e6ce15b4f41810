import { barPartsOf, featuresFor, startFeatures } from '../src/core/features/catalogue'
import type { Bar } from '../src/core/market/bar'
import { startBars } from '../src/core/market/bars/bar-builder'
import { SECOND } from '../src/core/market/event'
import { emptyBlock, EventKind, type EventBlock } from '../src/core/market/event-block'
import { startRng } from '../src/core/rng'
import { peakRssMiB, type Bench, type Measurement } from './measurement'

const eventsPerBlock = 100_000
/** 700 events a minute, as in a liquid stock. */
const meanWait = (60 * SECOND) / 700

/** Quotes and trades three to one around a random walk on a grid of cents. */
const syntheticBlocks = (blocks: number): { readonly all: EventBlock[]; readonly volume: number } => {
  const rng = startRng(7)
  let time = 1_704_290_400 * SECOND
  let cents = 10_000
  let volume = 0
  const all = Array.from({ length: blocks }, () => {
    const block = emptyBlock(eventsPerBlock)
    for (let i = 0; i < eventsPerBlock; i++) {
      time += Math.ceil(meanWait * rng.exponential())
      block.timestamp[i] = time
      if (rng.uniform() < 0.25) {
        block.kind[i] = EventKind.trade
        block.price[i] = (cents + rng.integer(2)) / 100
        block.size[i] = 1 + rng.integer(500)
        volume += block.size[i]
      } else {
        if (rng.uniform() < 0.1) cents = Math.max(5_000, cents + 2 * rng.integer(2) - 1)
        block.kind[i] = EventKind.quote
        block.bid[i] = cents / 100
        block.ask[i] = (cents + 1) / 100
        block.bidSize[i] = 1 + rng.integer(5_000)
        block.askSize[i] = 1 + rng.integer(5_000)
      }
    }
    return block
  })
  return { all, volume }
}

const requireThat = (holds: boolean, message: string): void => {
  if (!holds) throw new Error(`events-to-features: ${message}`)
}

const measure = (name: string, events: number, run: () => void): Measurement => {
  run()
  const seconds = Array.from({ length: 3 }, () => {
    const start = performance.now()
    run()
    return (performance.now() - start) / 1000
  })
  const best = Math.min(...seconds)
  return {
    case: name,
    value: events / best,
    unit: 'events/s',
    peakRssMiB: peakRssMiB(),
  }
}

/**
 * Events per second through one-minute bars alone and through bars and every feature that they allow; best of three
 * after a warm-up.
 */
export const bench: Bench = {
  name: 'events-to-features',
  run({ short = false } = {}) {
    const { all, volume } = syntheticBlocks(short ? 8 : 40)
    const events = all.length * eventsPerBlock
    const barsOf = (): Bar[] => {
      const builder = startBars({ periodSeconds: 60 })
      return [...all.flatMap((block) => builder.push(block)), ...builder.end()]
    }
    const sample = barsOf()
    requireThat(sample.reduce((sum, bar) => sum + bar.volume, 0) === volume, 'the bars lost volume')
    const features = featuresFor(barPartsOf(sample), {
      barSeconds: 60,
      barsPerDay: 390,
      barsPerYear: 252 * 390,
      lags: [5, 30, 120, 390],
      variance: 'squared-return',
    })
    requireThat(features.length >= 40, `only ${features.length} features are offered`)
    const bars = measure('bars', events, () =>
      requireThat(barsOf().length === sample.length, 'the bars differ between runs'),
    )
    const both = measure(`bars and ${features.length} features`, events, () => {
      const builder = startBars({ periodSeconds: 60 })
      const rows = startFeatures(features)
      let made = 0
      for (const block of all) {
        for (const bar of builder.push(block)) {
          const row = rows.step(bar)
          if (row === undefined) continue
          made++
          requireThat(row.every(Number.isFinite), 'a feature is not finite')
        }
      }
      requireThat(made === sample.length - 1 - 390, `${made} rows of ${sample.length} bars`)
    })
    return Promise.resolve([bars, { ...both, target: { atLeast: 2e6 } }])
  },
}

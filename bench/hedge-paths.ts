import { exposureColumns } from '../src/core/hedging/exposure-columns'
import type { HedgePaths } from '../src/core/hedging/hedge-paths'
import { hedge } from '../src/core/hedging/paths'
import { bsmGreeks } from '../src/core/pricing/greeks'
import { startRng } from '../src/core/rng'
import { peakRssMiB, taskTimes, type Bench } from './measurement'

const STEPS = 30
const COST = 1e-3
const VOL = 0.2
const strategy = { kind: 'whalley-wilmott', riskAversion: 10, multiplier: 1 } as const

const simulate = (count: number): HedgePaths => {
  const rng = startRng(1)
  const spot = new Float64Array(count * (STEPS + 1))
  for (let path = 0, at = 0; path < count; path++)
    for (let step = 0, price = 1; step <= STEPS; step++, at++) {
      spot[at] = price
      price *= Math.exp(VOL * Math.sqrt(1 / 365) * rng.normal())
    }
  const years = Float64Array.from({ length: STEPS }, (_, step) => (STEPS - step) / 365)
  return { paths: count, steps: STEPS, spot, years, cost: COST }
}

/** The naive peer: a path at a time, an object of Greeks at every evaluation, the band by its formula. */
const naivePnl = ({ spot, years }: HedgePaths, path: number): number => {
  const prices = Array.from(spot.subarray(path * (STEPS + 1), (path + 1) * (STEPS + 1)))
  let [position, cash] = [0, 0]
  for (let step = 0; step < STEPS; step++) {
    const price = prices[step]
    const { delta, gamma } = bsmGreeks({ type: 'call', spot: price, strike: 1, years: years[step], vol: VOL })
    const width = Math.cbrt((3 * COST * price * gamma ** 2) / (2 * strategy.riskAversion))
    const next = Math.min(Math.max(position, delta - width), delta + width)
    cash -= (next - position) * price + COST * Math.abs(next - position) * price
    position = next
  }
  const end = prices[STEPS]
  return cash + position * end - Math.max(end - 1, 0)
}

/**
 * How long Greeks and the Whalley-Wilmott hedge of 50,000 paths of 30 evaluations take on one core, beside objects path
 * by path.
 */
export const bench: Bench = {
  name: 'hedge-paths',
  async run({ short = false } = {}) {
    const count = short ? 5_000 : 50_000
    const paths = simulate(count)
    const pnl = (): Float64Array => hedge(paths, exposureColumns(paths, VOL), strategy, { unwindAtExpiry: false }).pnl
    const naive = (): Float64Array => Float64Array.from({ length: count }, (_, path) => naivePnl(paths, path))
    const [ours, theirs] = [pnl(), naive()]
    for (let path = 0; path < count; path++)
      if (!(Math.abs(ours[path] - theirs[path]) <= 1e-12)) throw new Error(`columns and objects differ on path ${path}`)
    const times = await taskTimes(short ? 100 : 3000, { columns: () => void pnl(), objects: () => void naive() })
    const [unit, peak] = ['s', peakRssMiB()]
    const seconds = (task: keyof typeof times): number => (times[task].p50 * 50_000) / count / 1000
    return [
      { case: '50,000 paths × 30 looks', value: seconds('columns'), unit, peakRssMiB: peak, target: { atMost: 0.5 } },
      { case: 'the same, naive', value: seconds('objects'), unit, peakRssMiB: peak },
    ]
  },
}

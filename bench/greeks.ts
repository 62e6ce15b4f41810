import { bsmGreeks } from '../src/core/pricing/greeks'
import { emptyGreekColumns, fillGreekColumns, type OptionColumns } from '../src/core/pricing/greeks-columns'
import { startRng } from '../src/core/rng'

const OPTIONS = 200_000
const ROUNDS = 9

const someOptions = (count: number): OptionColumns => {
  const rng = startRng(1)
  const column = (low: number, high: number): Float64Array =>
    Float64Array.from({ length: count }, () => low + (high - low) * rng.uniform())
  return {
    isCall: Uint8Array.from({ length: count }, () => rng.integer(2)),
    spot: column(90, 110),
    strike: column(70, 130),
    years: column(0.02, 2),
    vol: column(0.1, 0.9),
    rate: column(0, 0.05),
    dividend: column(0, 0.03),
  }
}

/** Options a second, the median of the rounds. */
const rate = (work: () => void): number => {
  work()
  const seconds = Array.from({ length: ROUNDS }, () => {
    const start = performance.now()
    work()
    return (performance.now() - start) / 1e3
  }).sort((a, b) => a - b)
  return OPTIONS / seconds[ROUNDS >> 1]
}

const peakRssMiB = (): number => process.resourceUsage().maxRSS / 1024

/** How many full sets of price, delta, gamma, vega, theta and rho a second on one core: columns, and objects one by one as the peer. */
export const bench = {
  name: 'greeks',
  run(): Promise<readonly { case: string; value: number; unit: string; peakRssMiB: number }[]> {
    const options = someOptions(OPTIONS)
    const out = emptyGreekColumns(OPTIONS)
    const one = (i: number) =>
      bsmGreeks({
        type: options.isCall[i] === 1 ? 'call' : 'put',
        spot: options.spot[i],
        strike: options.strike[i],
        years: options.years[i],
        vol: options.vol[i],
        rate: options.rate[i],
        dividend: options.dividend[i],
      })
    const columns = rate(() => fillGreekColumns(options, out))
    let sum = 0
    const objects = rate(() => {
      for (let i = 0; i < OPTIONS; i++) sum += one(i).delta
    })
    if (!Number.isFinite(sum)) throw new Error('the naive Greeks are not finite')
    for (let i = 0; i < OPTIONS; i += 97) {
      const { price, gamma } = one(i)
      if (Math.abs(out.price[i] - price) > 1e-10 || Math.abs(out.gamma[i] - gamma) > 1e-12)
        throw new Error(`columns and objects differ on option ${i}`)
    }
    return Promise.resolve([
      { case: 'columns', value: columns, unit: 'options/s', peakRssMiB: peakRssMiB() },
      { case: 'one object at a time', value: objects, unit: 'options/s', peakRssMiB: peakRssMiB() },
    ])
  },
}

import { bsmGreeks } from '../src/core/pricing/greeks'
import {
  emptyCoinGreekColumns,
  emptyGreekColumns,
  fillGreekColumns,
  fillInverseGreekColumns,
} from '../src/core/pricing/greeks-columns'
import { inverseGreeks } from '../src/core/pricing/inverse'
import { peakRssMiB, taskTimes, type Bench } from './measurement'
import { optionAt, someOptions } from './some-options'

/**
 * How many full sets of price, delta, gamma, vega, theta and rho a second on one core: columns, those of
 * coin-settled options with vanna and volga, and objects one by one as the peer.
 */
export const bench: Bench = {
  name: 'greeks',
  async run({ short = false } = {}) {
    const count = short ? 20_000 : 200_000
    const options = someOptions(count)
    const out = emptyGreekColumns(count)
    const inverse = { ...options, settlement: options.spot }
    const coins = emptyCoinGreekColumns(count)
    const one = (i: number) => bsmGreeks(optionAt(options, i))
    let sum = 0
    const times = await taskTimes(short ? 100 : 1500, {
      columns: () => fillGreekColumns(options, out),
      coins: () => fillInverseGreekColumns(inverse, coins),
      objects: () => {
        for (let i = 0; i < count; i++) sum += one(i).delta
      },
    })
    if (!Number.isFinite(sum)) throw new Error('the naive Greeks are not finite')
    for (let i = 0; i < count; i += 97) {
      const { price, gamma } = one(i)
      const { netDelta, vanna } = inverseGreeks(optionAt(options, i))
      const apart = Math.max(Math.abs(coins.netDelta[i] - netDelta), Math.abs(coins.vanna[i] - vanna))
      if (Math.abs(out.price[i] - price) > 1e-10 || Math.abs(out.gamma[i] - gamma) > 1e-12 || apart > 1e-12)
        throw new Error(`columns and objects differ on option ${i}`)
    }
    const rate = (task: keyof typeof times): number => (1000 * count) / times[task].p50
    const [unit, peak] = ['options/s', peakRssMiB()]
    return [
      { case: 'columns', value: rate('columns'), unit, peakRssMiB: peak, target: { atLeast: 3e6 } },
      { case: 'columns, coin-settled', value: rate('coins'), unit, peakRssMiB: peak, target: { atLeast: 3e6 } },
      { case: 'one object at a time', value: rate('objects'), unit, peakRssMiB: peak },
    ]
  },
}

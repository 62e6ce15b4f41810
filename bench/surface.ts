import { fitSurface } from '../src/core/surface/fit-surface'
import { butterfly, totalVariance } from '../src/core/surface/svi'
import { peakRssMiB, taskTimes, type Bench } from './measurement'
import { someChain } from './some-chain'

const strikes = 67

/** How long does the surface of a chain of 804 quotes take on one core, from nothing and from the one before it? */
export const bench: Bench = {
  name: 'surface',
  async run({ short = false } = {}) {
    const chain = someChain(strikes)
    const fitted = fitSurface(chain)
    const times = await taskTimes(short ? 200 : 2_000, {
      cold: () => void fitSurface(chain),
      warm: () => void fitSurface(chain, fitted),
    })
    for (const surface of [fitted, fitSurface(chain, fitted)]) {
      if (surface.expiries.length !== chain.length) throw new Error('an expiry of the chain has no smile')
      surface.expiries.forEach(({ smile, inside }, i) => {
        if (!(inside > 0.9)) throw new Error(`the smile of expiry ${i} leaves ${1 - inside} of its quotes`)
        for (let k = -2; k <= 2; k += 0.01) {
          const before = i === 0 ? 0 : totalVariance(surface.expiries[i - 1].smile, k)
          if (butterfly(smile, k) < 0 || totalVariance(smile, k) < before) throw new Error(`arbitrage at expiry ${i}`)
        }
      })
    }
    const [unit, peak] = ['ms', peakRssMiB()]
    return [
      { case: 'cold, 804 quotes', value: times.cold.p50, unit, peakRssMiB: peak, target: { atMost: 20 } },
      { case: 'warm, 804 quotes', value: times.warm.p50, unit, peakRssMiB: peak, target: { atMost: 20 } },
    ]
  },
}

import { attributeStep, type LedgerStep } from '../src/core/portfolio/ledger/attribution'
import { sumGreekParts } from '../src/core/portfolio/ledger/option-step'
import { startRng } from '../src/core/rng'
import { peakRssMiB, taskTimes, type Bench } from './measurement'

const LEGS = 10

const someSteps = (count: number): readonly LedgerStep[] => {
  const rng = startRng(1)
  return Array.from({ length: count }, () => {
    const spotStart = 90 + 20 * rng.uniform()
    const legs = Array.from({ length: LEGS }, (_, i) => {
      const years = 0.02 + rng.uniform()
      return {
        type: i % 2 === 0 ? ('call' as const) : ('put' as const),
        strike: 70 + 60 * rng.uniform(),
        quantity: rng.normal(),
        start: { years, vol: 0.3 + 0.5 * rng.uniform() },
        end: { years: years - 1 / 365, vol: 0.3 + 0.5 * rng.uniform() },
      }
    })
    return { spotStart, spotEnd: spotStart * (1 + 0.03 * rng.normal()), legs, hedge: rng.normal(), cost: 0.01 }
  })
}

/**
 * How many steps of a book of ten options are split by cause in a second, without remainder and, as the peer, to second
 * order.
 */
export const bench: Bench = {
  name: 'attribution',
  async run({ short = false } = {}) {
    const count = short ? 500 : 5_000
    const steps = someSteps(count)
    const times = await taskTimes(short ? 100 : 1500, {
      repricing: () => steps.forEach((step) => attributeStep(step)),
      taylor: () => steps.forEach((step) => attributeStep(step, 'taylor')),
    })
    for (const step of steps) {
      const split = attributeStep(step)
      const sum = sumGreekParts(split) + split.hedge + split.cost + split.funding
      if (Math.abs(sum - split.total) > 1e-9 * LEGS * step.spotStart || Math.abs(split.residual) > 1e-9)
        throw new Error('the parts do not sum to the total')
    }
    const rate = (task: keyof typeof times): number => (1000 * count) / times[task].p50
    const [unit, peak] = ['steps/s', peakRssMiB()]
    return [
      {
        case: 'ten options, no remainder',
        value: rate('repricing'),
        unit,
        peakRssMiB: peak,
        target: { atLeast: 20_000 },
      },
      { case: 'ten options, second order', value: rate('taylor'), unit, peakRssMiB: peak },
    ]
  },
}

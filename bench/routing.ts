import { rootAtTick } from '../src/core/execution/routing/concentrated'
import { routeOrder } from '../src/core/execution/routing/route'
import { capacity, supplyCost } from '../src/core/execution/routing/segment'
import { supplyOf, type LiquidityVenue } from '../src/core/execution/routing/venue'
import { startRng, type Rng } from '../src/core/rng'
import { peakRssMiB, taskTimes, type Bench } from './measurement'

const terms = (name: string, fee: number, fixedCost: number) => ({ name, fee, fixedCost, lot: 0, minSize: 0 })

const aBook = (name: string, rng: Rng, levels: number): LiquidityVenue => {
  const side = (sign: number) => {
    let price = 2000 + sign * 0.2
    return Array.from({ length: levels }, () => ({ price: (price += sign * rng.uniform()), size: 5 * rng.uniform() }))
  }
  return { kind: 'book', ...terms(name, 5e-4, 0), asks: side(1), bids: side(-1) }
}

const pools = (): readonly LiquidityVenue[] => {
  const centre = Math.sqrt(2000)
  const ticks = Array.from({ length: 21 }, (_, i) => ({
    root: centre * rootAtTick(60 * (i - 10)),
    net: i < 10 ? 400 : i > 10 ? -400 : 0,
  }))
  const concentrated = { kind: 'concentrated', root: centre, liquidity: 4000, ticks } as const
  return [
    { kind: 'constant-product', ...terms('constant product', 3e-3, 4), baseReserve: 5000, quoteReserve: 1e7 },
    { ...concentrated, ...terms('concentrated 5 bp', 5e-4, 5) },
    { ...concentrated, ...terms('concentrated 30 bp', 3e-3, 5) },
  ]
}

/** Cheapest of a grid of splits, a share of a tenth a step, over every set of venues. */
const onGrid = (venues: readonly LiquidityVenue[], size: number, parts: number): number => {
  const supplies = venues.map((venue) => supplyOf(venue, 'buy'))
  let best = [0, ...new Array<number>(parts).fill(Infinity)]
  venues.forEach(({ fixedCost }, i) => {
    const most = capacity(supplies[i])
    const costs = best.map((_, k) => {
      const part = (k * size) / parts
      return k === 0 ? 0 : part > most ? Infinity : supplyCost(supplies[i], part, 1) + fixedCost
    })
    best = best.map((_, sum) => Math.min(...costs.slice(0, sum + 1).map((cost, k) => cost + best[sum - k])))
  })
  return best[parts]
}

/**
 * How long the split of an order over three books and three pools takes, gas and fees in, beside a grid of a hundred
 * parts; and the walk of one book.
 */
export const bench: Bench = {
  name: 'routing',
  async run({ short = false } = {}) {
    const rng = startRng(1)
    const books = [0, 1, 2].map((k) => aBook(`book ${k}`, rng, 20))
    const venues = [...books, ...pools()]
    const size = 60
    const deep = aBook('deep', rng, 1000)
    const supply = supplyOf(deep, 'buy')
    let sum = 0
    const times = await taskTimes(short ? 100 : 1500, {
      route: () => (sum += routeOrder({ side: 'buy', size }, venues).cost),
      grid: () => (sum += onGrid(venues, size, 100)),
      walk: () => (sum += supplyCost(supply, 2000, 1)),
    })
    const [found, grid] = [routeOrder({ side: 'buy', size }, venues), onGrid(venues, size, 100)]
    if (!(found.unfilled < 1e-9 && found.cost <= grid + 1e-6 && found.cost > 0.999 * grid && sum > 0))
      throw new Error(`the route costs ${found.cost}, the grid ${grid}`)
    const [unit, peak] = ['µs', peakRssMiB()]
    return [
      {
        case: '3 books of 20 levels, 3 pools',
        value: 1000 * times.route.p50,
        unit,
        peakRssMiB: peak,
        target: { atMost: 1000 },
      },
      { case: 'the same on a grid of 100 parts', value: 1000 * times.grid.p50, unit, peakRssMiB: peak },
      { case: 'walk of a book of 1,000 levels', value: 1000 * times.walk.p50, unit, peakRssMiB: peak },
    ]
  },
}

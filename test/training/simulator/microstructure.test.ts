import { createHash } from 'node:crypto'
import { SECOND } from '../../../src/core/market/event'
import { microstructureVariances } from '../../../training/simulator/microstructure'
import {
  aWorld,
  eventsOf,
  mean,
  minutesOf,
  moment,
  quotesOf,
  streamOf,
  tradesOf,
  truthOf,
  varianceByState,
} from './support'

const single = {
  vols: [0.6],
  meanHours: [1],
  jumps: [0],
  tradesPerMinute: [6],
  quotesPerMinute: [4],
  spreadBps: [3],
  depth: [8],
  tradeSize: [1],
  signPersistence: [0.4],
  crashesPerDay: [0],
}

describe('microstructure', () => {
  const world = aWorld('microstructure')
  const days = 20
  const events = eventsOf(world, days, 11)
  const quotes = quotesOf(events)
  const trades = tradesOf(events)
  const truth = truthOf(events)

  it('keeps trades and quotes strictly in time and truth rows on the minute', () => {
    let last = -1
    let unordered = 0
    for (const event of events) {
      if (event.kind === 'truth' ? event.timestamp < last : event.timestamp <= last) unordered++
      if (event.kind !== 'truth') last = event.timestamp
    }
    expect(unordered).toBe(0)
    expect(truth).toHaveLength(days * 1440)
    expect(truth.every(({ timestamp }) => timestamp % (60 * SECOND) === 0)).toBe(true)
  })

  it('quotes at least a tick wide on the grid, never crossed, sizes of at least a lot', () => {
    const onGrid = (value: number, grid: number) => Math.abs(value / grid - Math.round(value / grid)) < 1e-6
    const wrong = quotes.filter(
      ({ bid, ask, bidSize, askSize }) =>
        !(
          bid > 0 &&
          ask - bid > 0.0099 &&
          bidSize >= 0.1 &&
          askSize >= 0.1 &&
          onGrid(bid, 0.01) &&
          onGrid(askSize, 0.1)
        ),
    )
    expect(wrong).toHaveLength(0)
  })

  it('trades at the touch, no larger than its size', () => {
    let bid = 0
    let ask = 0
    let sizes = [0, 0]
    let wrong = 0
    for (const event of events) {
      if (event.kind === 'quote') [bid, ask, sizes] = [event.bid, event.ask, [event.bidSize, event.askSize]]
      if (event.kind === 'trade') {
        const bought = event.aggressor === 'buy'
        if (event.price !== (bought ? ask : bid) || event.size > sizes[bought ? 1 : 0] + 1e-9 || event.size <= 0)
          wrong++
      }
    }
    expect(wrong).toBe(0)
  })

  it('arrives at 10 to 20 events a minute and changes state some four times a day', () => {
    expect((trades.length + quotes.length) / (days * 1440)).toBeGreaterThan(10)
    expect((trades.length + quotes.length) / (days * 1440)).toBeLessThan(20)
    const switches = truth.filter(({ state }, i) => i > 0 && state !== truth[i - 1].state).length
    expect(switches / days).toBeGreaterThan(3.4)
    expect(switches / days).toBeLessThan(5.5)
  })

  it('spread, depth, trading rate and one-sidedness differ by state', () => {
    const sums = [0, 1, 2].map(() => ({ quotes: 0, spread: 0, depth: 0, trades: 0, same: 0, minutes: 0 }))
    let state: number | undefined
    let last: string | undefined
    for (const event of events) {
      if (event.kind === 'truth') {
        state = event.state
        sums[state].minutes++
      }
      if (state === undefined) continue
      const sum = sums[state]
      if (event.kind === 'quote') {
        sum.quotes++
        sum.spread += ((event.ask - event.bid) / event.bid) * 1e4
        sum.depth += (event.bidSize + event.askSize) / 2
      }
      if (event.kind === 'trade') {
        sum.trades++
        if (event.aggressor === last) sum.same++
        last = event.aggressor
      }
    }
    const spreads = sums.map(({ spread, quotes: n }) => spread / n)
    expect(spreads[0]).toBeGreaterThan(1)
    expect(spreads[0]).toBeLessThan(4)
    expect(spreads[1]).toBeGreaterThan(spreads[0] * 1.3)
    expect(spreads[2]).toBeGreaterThan(spreads[1] * 1.5)
    const depths = sums.map(({ depth, quotes: n }) => depth / n)
    expect(depths[0]).toBeGreaterThan(depths[1] * 1.3)
    expect(depths[1]).toBeGreaterThan(depths[2] * 1.5)
    sums.forEach(({ trades: n, minutes }, i) => expect(n / minutes / world.tradesPerMinute[i]).toBeCloseTo(1, 0))
    sums.forEach(({ trades: n, same }, i) => expect((2 * same) / n - 1).toBeCloseTo(world.signPersistence[i], 1))
  })

  it('flow moves the mid in its own direction within the same minute', () => {
    let flow = 0
    let mid = 0
    let start = 0
    const pairs: [number, number][] = []
    for (const event of events) {
      if (event.kind === 'trade') flow += event.aggressor === 'buy' ? 1 : -1
      if (event.kind === 'quote') mid = (event.bid + event.ask) / 2
      if (event.kind === 'truth') {
        if (start > 0) pairs.push([flow, Math.log(mid / start)])
        flow = 0
        start = mid
      }
    }
    const correlation = (xy: [number, number][]) =>
      mean(xy.map(([x, y]) => x * y)) /
      Math.sqrt(
        moment(
          xy.map(([x]) => x),
          2,
        ) *
          moment(
            xy.map(([, y]) => y),
            2,
          ),
      )
    expect(correlation(pairs)).toBeGreaterThan(0.2)
    const next = pairs.slice(1).map(([, y], i): [number, number] => [pairs[i][0], y])
    expect(Math.abs(correlation(next))).toBeLessThan(0.03)
  })

  it('has a trading rate that follows the hour of the day', () => {
    const byHour = new Array<number>(24).fill(0)
    for (const { timestamp } of trades) byHour[Math.floor((timestamp / (3600 * SECOND)) % 24)]++
    expect((byHour[14] + byHour[15]) / (byHour[2] + byHour[3])).toBeGreaterThan(1.5)
  })

  it('starts with the same events for the same seed, on every machine', () => {
    const hash = (seed: number): string => {
      const rows = eventsOf(world, 0.1, seed).map((event) => JSON.stringify(event))
      return createHash('sha256').update(rows.join('\n')).digest('hex').slice(0, 16)
    }
    expect(hash(3)).toBe(hash(3))
    expect(hash(4)).not.toBe(hash(3))
    expect(hash(2026)).toBe('ec1474757d19b0ec')
  })
})

describe('the truth of the microstructure world', () => {
  it('is the one-minute variance of the mid in each state', () => {
    const world = aWorld('microstructure', { crashesPerDay: [0, 0, 0], meanHours: [4, 3, 3] })
    const found = varianceByState(streamOf(world, 20, 21), 3)
    const said = microstructureVariances(world)
    found.forEach((variance, state) => expect(Math.abs(variance / said[state] - 1)).toBeLessThan(0.06))
  })

  it('includes permanent jumps, by which the mid does not drift', () => {
    const world = aWorld('microstructure', {
      ...{ ...single, tradesPerMinute: [1], quotesPerMinute: [3] },
      ...{ priceJumpsPerDay: [200], priceJumpSizes: [0.003] },
    })
    const minutes = minutesOf(streamOf(world, 20, 23))
    const [found] = varianceByState(streamOf(world, 20, 23), 1)
    const [said] = microstructureVariances(world)
    expect(said).toBeCloseTo(0.36 + 365 * 200 * 9e-6, 10)
    expect(Math.abs(found / said - 1)).toBeLessThan(0.1)
    const moved = Math.log(minutes[minutes.length - 1].mid / minutes[0].mid)
    expect(Math.abs(moved)).toBeLessThan(3 * Math.sqrt((said * 20) / 365))
  })

  it('includes crashes', () => {
    const world = aWorld('microstructure', {
      ...single,
      tradesPerMinute: [1],
      quotesPerMinute: [3],
      crashesPerDay: [12],
    })
    const [found] = varianceByState(streamOf(world, 20, 22), 1)
    const [said] = microstructureVariances(world)
    expect(said).toBeGreaterThan(2 * 0.36)
    expect(Math.abs(found / said - 1)).toBeLessThan(0.06)
  })
})

describe('clustering of trades', () => {
  it('has the branching ratio of its parameters: counts in long windows have variance over mean of 1/(1 − n)²', () => {
    const steady = { ...single, activityVol: 0, seasonAmplitude: 0 }
    for (const branching of [0, 0.6]) {
      const events = eventsOf(aWorld('microstructure', { ...steady, branching }), 12, 31)
      const counts: number[] = []
      const start = events[0].kind === 'quote' ? events[0].timestamp : 0
      for (const { timestamp } of tradesOf(events)) {
        const window = Math.floor((timestamp - start) / (900 * SECOND))
        counts[window] = (counts[window] ?? 0) + 1
      }
      const filled = Array.from(counts, (count) => count ?? 0)
      expect(1 - Math.sqrt(mean(filled) / moment(filled, 2))).toBeCloseTo(branching, 1)
      expect(mean(filled) / 15).toBeCloseTo(6, 0)
    }
  })
})

describe('flash crashes', () => {
  const events = eventsOf(aWorld('microstructure', { ...single, crashesPerDay: [8] }), 3, 41)

  it('fall by several percent in minutes, thin the book, widen the spread and recover in part', () => {
    const minutes = minutesOf(events)
    const change = (i: number, lag: number) => Math.log(minutes[i].mid / minutes[i - lag].mid)
    let bottom = 10
    for (let i = 10; i < minutes.length - 40; i++) if (change(i, 4) < change(bottom, 4)) bottom = i
    expect(change(bottom, 5)).toBeLessThan(-0.03)
    const recovered = change(bottom + 30, 30) / -change(bottom, 5)
    expect(recovered).toBeGreaterThan(0.2)
    expect(recovered).toBeLessThan(0.9)
    const at = minutes[bottom].truth.timestamp
    const near = quotesOf(events).filter(({ timestamp }) => Math.abs(timestamp - at) < 60 * SECOND)
    const spread = mean(near.map(({ bid, ask }) => ((ask - bid) / bid) * 1e4))
    expect(spread).toBeGreaterThan(9)
    expect(mean(near.map(({ bidSize }) => bidSize))).toBeLessThan(4)
    const sells = tradesOf(events).filter(({ timestamp }) => timestamp > at - 120 * SECOND && timestamp <= at)
    expect(sells.filter(({ aggressor }) => aggressor === 'sell').length / sells.length).toBeGreaterThan(0.6)
  })

  it('are absent at rate 0', () => {
    const minutes = minutesOf(eventsOf(aWorld('microstructure', single), 4, 41))
    const worst = Math.min(...minutes.slice(5).map(({ mid }, i) => Math.log(mid / minutes[i].mid)))
    expect(worst).toBeGreaterThan(-0.02)
  })
})

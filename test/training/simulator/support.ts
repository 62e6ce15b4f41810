import {
  DAY,
  type MarketEvent,
  type Quote,
  type RecordedBar,
  type Trade,
  type Truth,
} from '../../../src/core/market/event'
import { startRng } from '../../../src/core/rng'
import { parseWorld, simulateWorld, type World } from '../../../training/simulator/world'

const from = Date.UTC(2025, 0, 6) * 1000

export const eventsOf = (world: World, days: number, seed = 1): MarketEvent[] => [
  ...simulateWorld(world, startRng(seed), { from, to: from + days * DAY }),
]

export const barsOf = (events: readonly MarketEvent[]): RecordedBar[] =>
  events.filter((event): event is RecordedBar => event.kind === 'bar')
export const truthOf = (events: readonly MarketEvent[]): Truth[] =>
  events.filter((event): event is Truth => event.kind === 'truth')
export const tradesOf = (events: readonly MarketEvent[]): Trade[] =>
  events.filter((event): event is Trade => event.kind === 'trade')
export const quotesOf = (events: readonly MarketEvent[]): Quote[] =>
  events.filter((event): event is Quote => event.kind === 'quote')

export const aWorld = <K extends World['kind']>(kind: K, parameters: object = {}): Extract<World, { kind: K }> =>
  parseWorld({ ...parameters, kind }) as Extract<World, { kind: K }>

export const closeReturns = (bars: readonly RecordedBar[]): number[] =>
  bars.map(({ open, close }) => Math.log(close / open))

export const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length
export const moment = (values: readonly number[], order: number): number => {
  const centre = mean(values)
  return mean(values.map((x) => (x - centre) ** order))
}

/** The events one by one, for spans too long to keep in memory. */
export const streamOf = (world: World, days: number, seed: number): Iterable<MarketEvent> =>
  simulateWorld(world, startRng(seed), { from, to: from + days * DAY })

/** The mid at each truth row, beside the row. */
export const minutesOf = (events: Iterable<MarketEvent>): { truth: Truth; mid: number }[] => {
  const minutes: { truth: Truth; mid: number }[] = []
  let mid = 0
  for (const event of events) {
    if (event.kind === 'quote') mid = (event.bid + event.ask) / 2
    if (event.kind === 'truth') minutes.push({ truth: event, mid })
  }
  return minutes
}

/** Annual one-minute variance of the mid by the state in force at the minute's start. */
export const varianceByState = (events: Iterable<MarketEvent>, states: number): number[] => {
  const minutes = minutesOf(events)
  const squares = new Array<number>(states).fill(0)
  const counts = new Array<number>(states).fill(0)
  for (let i = 1; i < minutes.length; i++) {
    const { state } = minutes[i - 1].truth
    squares[state] += Math.log(minutes[i].mid / minutes[i - 1].mid) ** 2
    counts[state]++
  }
  return squares.map((sum, state) => (sum / counts[state]) * 525_600)
}

import type { LiveUpdate } from './view'

/** Updates without a successor that may wait for one viewer. */
const mostWaiting = 5_000

/** What waits to be sent to one viewer. */
export type Outbox = {
  readonly add: (update: LiveUpdate) => void
  /** Everything that waits, in order; it waits no more. */
  readonly take: () => readonly LiveUpdate[]
  /** True for good once more waited than may: something is lost, and the viewer must load anew. */
  readonly overflowed: () => boolean
}

/** Microseconds within which the charts of a market keep one row. */
const marketStep = 10_000_000

/** What a later update of the same thing makes superfluous; undefined where every one counts. */
const subject = (update: LiveUpdate): string | undefined => {
  switch (update.kind) {
    case 'status':
      return 'status'
    case 'market':
      return `market ${update.market.instrument} ${update.point === undefined ? '' : Math.floor(update.point.at / marketStep)}`
    case 'portfolio':
      return update.point === undefined ? `portfolio ${update.portfolio.id}` : undefined
    default:
      return undefined
  }
}

/**
 * Starts an empty outbox. Of updates that only say how a thing is now, the last stays, of a market's rows the last of
 * each step; decisions, orders and fills all stay.
 */
export const startOutbox = (): Outbox => {
  let waiting: (LiveUpdate | undefined)[] = []
  let latest = new Map<string, number>()
  let overflowed = false
  return {
    add(update) {
      if (overflowed) return
      const name = subject(update)
      const earlier = name === undefined ? undefined : latest.get(name)
      if (earlier !== undefined) waiting[earlier] = undefined
      if (name !== undefined) latest.set(name, waiting.length)
      waiting.push(update)
      if (waiting.length <= mostWaiting) return
      waiting = waiting.filter((kept) => kept !== undefined)
      latest = new Map(waiting.flatMap((kept, place) => (kept && subject(kept) ? [[subject(kept)!, place]] : [])))
      overflowed = waiting.length > mostWaiting
      if (overflowed) waiting = []
    },
    take() {
      const taken = waiting.filter((update) => update !== undefined)
      waiting = []
      latest = new Map()
      return taken
    },
    overflowed: () => overflowed,
  }
}

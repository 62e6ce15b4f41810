import type { Mandate } from '../mandates/mandate'
import type { Timestamp } from '../market/event'

const expiriesOf = (mandate: Mandate): readonly Timestamp[] => {
  switch (mandate.kind) {
    case 'hedge':
    case 'greeks':
      return mandate.snapshot.legs.map(({ expiry }) => expiry)
    case 'pool':
      return mandate.snapshot.books.flatMap(({ legs }) => legs.map(({ expiry }) => expiry))
    case 'obpi':
      return [mandate.snapshot.expiry]
    case 'cppi':
    case 'allocation':
      return []
  }
}

/** The next expiry of a mandate's book after its time; Infinity where there is none. What it hedges changes then. */
export const soonestExpiry = (mandate: Mandate): Timestamp =>
  Math.min(Infinity, ...expiriesOf(mandate).filter((expiry) => expiry > mandate.snapshot.time))

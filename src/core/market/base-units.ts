import type { FeedEvent, Level } from './event'
import { EventKind, type EventBlock } from './event-block'
import { baseUnits, countsBase, type Instrument } from './instrument'

const isPlain = (instrument: Instrument | undefined): boolean =>
  instrument === undefined || instrument.amounts === 'base' || !countsBase(instrument)

/**
 * A block with its sizes in units of the base, each at its own price; the columns are new where anything changes. A
 * block of an instrument of which nothing is known comes back as it is.
 */
export const blockInBaseUnits = (instrument: Instrument | undefined, block: EventBlock): EventBlock => {
  if (isPlain(instrument)) return block
  const { length, kind, price, bid, ask } = block
  const [size, bidSize, askSize] = [block.size.slice(), block.bidSize.slice(), block.askSize.slice()]
  for (let i = 0; i < length; i++) {
    if (kind[i] === EventKind.trade) size[i] = baseUnits(instrument, size[i], price[i])
    else if (kind[i] === EventKind.quote) {
      bidSize[i] = baseUnits(instrument, bidSize[i], bid[i])
      askSize[i] = baseUnits(instrument, askSize[i], ask[i])
    }
  }
  return { ...block, size, bidSize, askSize }
}

/** The same for one event; those without a size come back as they are. */
export const eventInBaseUnits = <E extends FeedEvent>(instrument: Instrument | undefined, event: E): E => {
  if (isPlain(instrument)) return event
  const levels = (side: readonly Level[]): readonly Level[] =>
    side.map(({ price, size }) => ({ price, size: baseUnits(instrument, size, price) }))
  switch (event.kind) {
    case 'trade':
    case 'book-change':
      return { ...event, size: baseUnits(instrument, event.size, event.price) }
    case 'quote': {
      const { bid, bidSize, ask, askSize } = event
      return { ...event, bidSize: baseUnits(instrument, bidSize, bid), askSize: baseUnits(instrument, askSize, ask) }
    }
    case 'book-snapshot':
      return { ...event, bids: levels(event.bids), asks: levels(event.asks) }
    default:
      return event
  }
}

/** Volume and buyers' volume of a recorded bar, as its source counts them, and its 'quote volume'. */
export type RecordedVolume = {
  readonly volume: number
  readonly buyVolume: number | undefined
  readonly quoteVolume: number | undefined
}

/**
 * The same in units of the base, with the turnover in the quote currency; `price` is a price of the bar. Of a contract
 * settled in its coin, sources count volume in contracts or money and give as 'quote volume' the coins: then the coins
 * are the volume and the money is the turnover. Turnover that is not recorded is volume × price.
 */
export const barVolume = (
  instrument: Instrument | undefined,
  { volume, buyVolume, quoteVolume }: RecordedVolume,
  price: number,
): { readonly volume: number; readonly buyVolume: number | undefined; readonly turnover: number } => {
  if (instrument === undefined || isPlain(instrument))
    return { volume, buyVolume, turnover: quoteVolume ?? price * volume }
  const coins = instrument.settlement === 'inverse' ? quoteVolume : undefined
  const base = coins ?? baseUnits(instrument, volume, price)
  const money = baseUnits(instrument, volume, 1)
  const isMoney = instrument.amounts === 'quote' || instrument.contract?.unit === 'quote'
  return {
    volume: base,
    buyVolume: buyVolume === undefined || volume === 0 ? buyVolume : base * (buyVolume / volume),
    turnover: isMoney ? money : (quoteVolume ?? price * base),
  }
}

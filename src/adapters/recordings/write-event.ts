import type { BookSnapshot, MarketEvent } from '../../core/market/event'
import type { Channel } from '../../ports/recording-store'
import type { ChannelStage } from './stage'

const channels: Readonly<Record<MarketEvent['kind'], Channel>> = {
  trade: 'trades',
  quote: 'quotes',
  'book-snapshot': 'book_snapshot',
  'book-change': 'book_change',
  'derivative-ticker': 'derivative_ticker',
  'option-summary': 'options',
  bar: 'bars',
  gap: 'gaps',
  truth: 'truth',
}

export const channelOf = (event: MarketEvent): Channel => channels[event.kind]

const sign = (value: boolean | undefined): number => (value === undefined ? 0 : value ? 1 : -1)

const levels = (book: BookSnapshot, side: 'bids' | 'asks', field: 'price' | 'size'): string =>
  JSON.stringify(book[side].map((level) => level[field]))

const fill = ({ columns }: ChannelStage, row: number, first: number, values: readonly (number | undefined)[]): void => {
  for (let i = 0; i < values.length; i++) columns[first + i].setItem(row, values[i] ?? NaN)
}

/** Fills the columns after partition and row number with the event, in the order of the channel's schema. */
export const writeEvent = (stage: ChannelStage, row: number, event: MarketEvent): void => {
  const { columns } = stage
  columns[2].setItem(row, event.timestamp)
  if (event.kind === 'gap') {
    columns[3].setItem(row, event.reason)
    return
  }
  if (event.kind === 'truth') {
    columns[3].setItem(row, event.state)
    columns[4].setItem(row, event.variance)
    return
  }
  columns[3].setItem(row, event.localTimestamp)
  switch (event.kind) {
    case 'trade':
      columns[4].setItem(row, event.price)
      columns[5].setItem(row, event.size)
      columns[6].setItem(row, event.aggressor === undefined ? 0 : event.aggressor === 'buy' ? 1 : -1)
      return
    case 'quote':
      columns[4].setItem(row, event.bid)
      columns[5].setItem(row, event.bidSize)
      columns[6].setItem(row, event.ask)
      columns[7].setItem(row, event.askSize)
      return
    case 'bar': {
      const { open, high, low, close, volume, trades, buyVolume } = event
      const quoteVolume =
        'quoteVolume' in event && typeof event.quoteVolume === 'number' ? event.quoteVolume : undefined
      fill(stage, row, 4, [open, high, low, close, volume, trades, buyVolume, quoteVolume])
      return
    }
    case 'book-change':
      fill(stage, row, 4, [event.isSnapshot ? 1 : 0, sign(event.side === 'bid'), event.price, event.size])
      return
    case 'book-snapshot':
      columns[4].setItem(row, levels(event, 'bids', 'price'))
      columns[5].setItem(row, levels(event, 'bids', 'size'))
      columns[6].setItem(row, levels(event, 'asks', 'price'))
      columns[7].setItem(row, levels(event, 'asks', 'size'))
      return
    case 'derivative-ticker': {
      const { lastPrice, markPrice, indexPrice, fundingRate, openInterest } = event
      fill(stage, row, 4, [lastPrice, markPrice, indexPrice, fundingRate, openInterest])
      return
    }
    case 'option-summary': {
      const { strike, expiry, underlyingPrice, bidIv, askIv, markIv, delta, gamma, vega, openInterest } = event
      columns[4].setItem(row, event.instrument)
      columns[5].setItem(row, sign(event.type === 'call'))
      fill(stage, row, 6, [strike, expiry, underlyingPrice, bidIv, askIv, markIv, delta, gamma, vega, openInterest])
    }
  }
}

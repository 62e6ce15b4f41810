import type { Bar } from '../../src/core/market/bar'

const plain = ['timestamp', 'periodSeconds', 'open', 'high', 'low', 'close', 'volume', 'turnover'] as const
const optional = ['trades', 'realizedVariance', 'impliedVol', 'fundingRate'] as const
const flowed = ['buyVolume', 'sellVolume'] as const
const quoted = ['bid', 'bidSize', 'ask', 'askSize', 'relativeSpread', 'depth', 'orderFlowImbalance', 'updates'] as const

type Name = (typeof plain)[number] | (typeof optional)[number] | (typeof flowed)[number] | (typeof quoted)[number]

/** Bars as columns; a bar's absent parts are NaN, which no part that is there can be. */
export type BarColumns = Readonly<Record<Name, Float64Array>> & { readonly afterGap: Uint8Array }

const column = (bars: readonly Bar[], of: (bar: Bar) => number | undefined): Float64Array =>
  Float64Array.from(bars, (bar) => of(bar) ?? Number.NaN)

export const columnsOfBars = (bars: readonly Bar[]): BarColumns =>
  ({
    ...Object.fromEntries([...plain, ...optional].map((name) => [name, column(bars, (bar) => bar[name])])),
    ...Object.fromEntries(flowed.map((name) => [name, column(bars, ({ flow }) => flow?.[name])])),
    ...Object.fromEntries(quoted.map((name) => [name, column(bars, ({ quote }) => quote?.[name])])),
    afterGap: Uint8Array.from(bars, ({ afterGap }) => Number(afterGap)),
  }) as BarColumns

const present = (value: number): number | undefined => (Number.isNaN(value) ? undefined : value)

/** The bars again, to the last bit. */
export const barsOfColumns = (columns: BarColumns): readonly Bar[] =>
  Array.from(columns.timestamp, (timestamp, i) => ({
    timestamp,
    periodSeconds: columns.periodSeconds[i],
    open: columns.open[i],
    high: columns.high[i],
    low: columns.low[i],
    close: columns.close[i],
    volume: columns.volume[i],
    turnover: columns.turnover[i],
    trades: present(columns.trades[i]),
    flow: Number.isNaN(columns.buyVolume[i])
      ? undefined
      : { buyVolume: columns.buyVolume[i], sellVolume: columns.sellVolume[i] },
    quote: Number.isNaN(columns.bid[i])
      ? undefined
      : {
          bid: columns.bid[i],
          bidSize: columns.bidSize[i],
          ask: columns.ask[i],
          askSize: columns.askSize[i],
          relativeSpread: columns.relativeSpread[i],
          depth: columns.depth[i],
          orderFlowImbalance: columns.orderFlowImbalance[i],
          updates: columns.updates[i],
        },
    realizedVariance: present(columns.realizedVariance[i]),
    impliedVol: present(columns.impliedVol[i]),
    fundingRate: present(columns.fundingRate[i]),
    afterGap: columns.afterGap[i] === 1,
  }))

import type { Bar, Bars } from '../../src/core/market/bar'

const plain = ['timestamp', 'periodSeconds', 'open', 'high', 'low', 'close', 'volume', 'turnover'] as const
const optional = ['trades', 'realizedVariance', 'impliedVol', 'fundingRate'] as const
const flowed = ['buyVolume', 'sellVolume'] as const
const quoted = ['bid', 'bidSize', 'ask', 'askSize', 'relativeSpread', 'depth', 'orderFlowImbalance', 'updates'] as const

type Part = (typeof optional)[number] | (typeof flowed)[number] | (typeof quoted)[number]

/**
 * Bars as columns, one entry a bar. An optional part of a bar has no column where no bar has it, and NaN on the bars
 * without it where some have it; a recorded value is never NaN.
 */
export type BarColumns = Readonly<Record<(typeof plain)[number], Float64Array>> &
  Readonly<Partial<Record<Part, Float64Array>>> & { readonly afterGap: Uint8Array }

/** Bars that are kept as columns, 70 to 180 bytes a bar, and built again whenever one is read. */
export type BarTable = Bars & { readonly columns: BarColumns }

const at = (column: Float64Array | undefined, place: number): number | undefined => {
  const value = column?.[place]
  return value === undefined || Number.isNaN(value) ? undefined : value
}

const quoteOf = (columns: BarColumns, place: number): Bar['quote'] =>
  at(columns.bid, place) === undefined
    ? undefined
    : {
        bid: columns.bid![place],
        bidSize: columns.bidSize![place],
        ask: columns.ask![place],
        askSize: columns.askSize![place],
        relativeSpread: columns.relativeSpread![place],
        depth: columns.depth![place],
        orderFlowImbalance: columns.orderFlowImbalance![place],
        updates: columns.updates![place],
      }

const barOf = (columns: BarColumns, place: number): Bar => {
  const buyVolume = at(columns.buyVolume, place)
  return {
    timestamp: columns.timestamp[place],
    periodSeconds: columns.periodSeconds[place],
    open: columns.open[place],
    high: columns.high[place],
    low: columns.low[place],
    close: columns.close[place],
    volume: columns.volume[place],
    turnover: columns.turnover[place],
    trades: at(columns.trades, place),
    flow: buyVolume === undefined ? undefined : { buyVolume, sellVolume: columns.sellVolume![place] },
    quote: quoteOf(columns, place),
    realizedVariance: at(columns.realizedVariance, place),
    impliedVol: at(columns.impliedVol, place),
    fundingRate: at(columns.fundingRate, place),
    afterGap: columns.afterGap[place] === 1,
  }
}

/** The bars of columns, to the last bit. */
export const barTable = (columns: BarColumns): BarTable => {
  const { length } = columns.timestamp
  return {
    length,
    columns,
    at: (place) => (place < 0 || place >= length ? undefined : barOf(columns, place)),
    *[Symbol.iterator]() {
      for (let place = 0; place < length; place++) yield barOf(columns, place)
    },
  }
}

/** Takes bars in order and keeps them as columns that grow. */
export type BarCollector = { readonly push: (bar: Bar) => void; readonly table: () => BarTable }

export const startBarTable = (): BarCollector => {
  let room = 1024
  let length = 0
  const columns = new Map<string, Float64Array>(plain.map((name) => [name, new Float64Array(room)]))
  let afterGap = new Uint8Array(room)

  const grow = (): void => {
    room *= 2
    for (const [name, column] of columns) {
      const larger = new Float64Array(room)
      larger.set(column)
      columns.set(name, larger)
    }
    const larger = new Uint8Array(room)
    larger.set(afterGap)
    afterGap = larger
  }
  const write = (name: string, value: number): void => {
    let column = columns.get(name)
    if (column === undefined) columns.set(name, (column = new Float64Array(room).fill(NaN, 0, length)))
    column[length] = value
  }
  const writePart = (name: Part, value: number | undefined): void => {
    if (value !== undefined) write(name, value)
    else if (columns.has(name)) write(name, NaN)
  }

  return {
    push(bar) {
      if (length === room) grow()
      for (const name of plain) write(name, bar[name])
      for (const name of optional) writePart(name, bar[name])
      for (const name of flowed) writePart(name, bar.flow?.[name])
      for (const name of quoted) writePart(name, bar.quote?.[name])
      afterGap[length] = Number(bar.afterGap)
      length++
    },
    table: () =>
      barTable({
        ...Object.fromEntries([...columns].map(([name, column]) => [name, column.subarray(0, length)])),
        afterGap: afterGap.subarray(0, length),
      } as BarColumns),
  }
}

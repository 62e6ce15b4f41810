import { barVolume, blockInBaseUnits, eventInBaseUnits } from '../../../src/core/market/base-units'
import { emptyBlock, EventKind } from '../../../src/core/market/event-block'
import { instrumentFacts } from '../../../src/core/market/venues/instrument-facts'

const stamp = { timestamp: 1, localTimestamp: 2 }
const [perpetual, coinM, okx] = [
  instrumentFacts('deribit', 'ETH-PERPETUAL'),
  instrumentFacts('binance-delivery', 'ETHUSD_PERP'),
  instrumentFacts('okex-swap', 'ETH-USDT-SWAP'),
]

describe('sizes in units of the base', () => {
  test('a block: each at its own price, the block itself unchanged', () => {
    const block = emptyBlock(3)
    block.kind.set([EventKind.trade, EventKind.quote, EventKind.gap])
    block.price[0] = 2_000
    block.size[0] = 6_000
    ;[block.bid[1], block.bidSize[1], block.ask[1], block.askSize[1]] = [1_999, 1_999, 2_001, 4_002]
    const { size, bidSize, askSize, kind } = blockInBaseUnits(perpetual, block)
    expect([size[0], bidSize[1], askSize[1]]).toEqual([3, 1, 2])
    expect(kind).toBe(block.kind)
    expect(block.size[0]).toBe(6_000)
    expect(blockInBaseUnits(instrumentFacts('kraken', 'ETH/USD'), block)).toBe(block)
    expect(blockInBaseUnits(undefined, block)).toBe(block)
  })

  test('events: trades, quotes, levels of books; a level of size 0 stays', () => {
    const trade = { kind: 'trade', ...stamp, price: 2_000, size: 600, aggressor: 'buy' } as const
    expect(eventInBaseUnits(coinM, trade)).toEqual({ ...trade, size: 3 })
    expect(eventInBaseUnits(okx, trade).size).toBeCloseTo(60, 12)
    const change = { kind: 'book-change', ...stamp, isSnapshot: false, side: 'bid', price: 2_000, size: 0 } as const
    expect(eventInBaseUnits(coinM, change)).toEqual(change)
    const book = { kind: 'book-snapshot', ...stamp, bids: [{ price: 1_000, size: 100 }], asks: [] } as const
    expect(eventInBaseUnits(coinM, book)).toEqual({ ...book, bids: [{ price: 1_000, size: 1 }] })
    const gap = { kind: 'gap', timestamp: 3, reason: 'disconnect' } as const
    expect(eventInBaseUnits(coinM, gap)).toBe(gap)
  })
})

describe('the volume of a recorded bar', () => {
  test('of contracts settled in the coin: coins are the volume, money is the turnover', () => {
    // 600 contracts of 10 dollars are 6,000 dollars, 3.2 coins by the source.
    const recorded = { volume: 600, buyVolume: 150, quoteVolume: 3.2 }
    expect(barVolume(coinM, recorded, 2_000)).toEqual({ volume: 3.2, buyVolume: 0.8, turnover: 6_000 })
    expect(barVolume(coinM, { ...recorded, quoteVolume: undefined }, 2_000)).toEqual({
      ...{ volume: 3, buyVolume: 0.75, turnover: 6_000 },
    })
  })

  test('of contracts of coins: turnover as recorded, else volume times price', () => {
    const recorded = { volume: 50, buyVolume: undefined, quoteVolume: 10_100 }
    expect(barVolume(okx, recorded, 2_000)).toEqual({ volume: 5, buyVolume: undefined, turnover: 10_100 })
    expect(barVolume(okx, { ...recorded, quoteVolume: undefined }, 2_000).turnover).toBe(10_000)
  })

  test('of coins and of an unknown instrument: as recorded', () => {
    const recorded = { volume: 5, buyVolume: 2, quoteVolume: 10_100 }
    const plain = { volume: 5, buyVolume: 2, turnover: 10_100 }
    expect(barVolume(instrumentFacts('binance', 'ETHUSDT'), recorded, 2_000)).toEqual(plain)
    expect(barVolume(undefined, recorded, 2_000)).toEqual(plain)
    expect(barVolume(coinM, { volume: 0, buyVolume: 0, quoteVolume: 0 }, 2_000)).toEqual({
      ...{ volume: 0, buyVolume: 0, turnover: 0 },
    })
  })
})

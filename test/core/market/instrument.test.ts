import { baseUnits, completedBy, countsBase, factDifferences } from '../../../src/core/market/instrument'
import { instrumentFacts } from '../../../src/core/market/venues/instrument-facts'

describe('units of the base', () => {
  test.each<[venue: string, symbol: string, amount: number, price: number, base: number]>([
    ['deribit', 'BTC-PERPETUAL', 60_000, 60_000, 1],
    ['deribit', 'BTC_USDC-PERPETUAL', 1, 60_000, 1],
    ['deribit', 'BTC-27JUN25-100000-C', 2, 60_000, 2],
    ['binance-delivery', 'BTCUSD_PERP', 1_200, 60_000, 2],
    ['binance-delivery', 'ETHUSD_PERP', 600, 3_000, 2],
    ['okex-swap', 'BTC-USDT-SWAP', 150, 60_000, 1.5],
    ['okex-swap', 'BTC-USD-SWAP', 600, 60_000, 1],
    ['bybit', 'BTCUSD', 120_000, 60_000, 2],
    ['kraken', 'ETH/USD', 7, 3_000, 7],
  ])('%s %s: %d at %d is %d', (venue, symbol, amount, price, base) => {
    const instrument = instrumentFacts(venue, symbol)!
    expect(baseUnits(instrument, amount, price)).toBeCloseTo(base, 12)
    expect(countsBase(instrument)).toBe(true)
  })

  test('an amount of which nothing is known stays what it is', () => {
    const instrument = instrumentFacts('okex-swap', 'PEPE-USDT-SWAP')!
    expect(baseUnits(instrument, 5, 2)).toBe(5)
    expect(countsBase(instrument)).toBe(false)
    expect(baseUnits(undefined, 5, 2)).toBe(5)
  })
})

describe('two descriptions of an instrument', () => {
  const perpetual = instrumentFacts('deribit', 'BTC-PERPETUAL')!

  test('differ in what both state and not alike, and in what amounts count', () => {
    expect(factDifferences(perpetual, perpetual)).toEqual([])
    expect(factDifferences(perpetual, { ...perpetual, tick: 0.5, contract: undefined })).toEqual([])
    const other = { ...perpetual, contract: { size: 20, unit: 'quote' }, lot: 20, amounts: undefined } as const
    expect(factDifferences(perpetual, other)).toEqual([
      { fact: 'amounts', one: 'quote', other: 'unknown', changesMeaning: true },
      { fact: 'contract-size', one: 10, other: 20, changesMeaning: true },
      { fact: 'lot', one: 10, other: 20, changesMeaning: false },
    ])
  })

  test('complete each other without a difference to the first', () => {
    const bare = { ...perpetual, contract: undefined, lot: undefined, tick: 0.5 }
    expect(completedBy(bare, perpetual)).toEqual({ ...perpetual, tick: 0.5 })
    expect(completedBy(bare, undefined)).toBe(bare)
    expect(factDifferences(bare, completedBy(bare, { ...perpetual, tick: 9 }))).toEqual([])
  })
})

import { loadCcxt } from '../../../src/adapters/venues/ccxt/exchange'
import { listedFacts, listedInstruments } from '../../../src/adapters/venues/ccxt/listed-facts'
import { instrumentFacts } from '../../../src/core/market/venues/instrument-facts'

const listed = {
  ...{ symbol: 'SOLUSDT', pair: 'SOLUSDT', contractType: 'PERPETUAL', status: 'TRADING' },
  ...{ deliveryDate: 4133404800000, onboardDate: 1569398400000, underlyingType: 'COIN' },
  ...{ baseAsset: 'SOL', quoteAsset: 'USDT', marginAsset: 'USDT', pricePrecision: 3, quantityPrecision: 1 },
  ...{ orderTypes: ['LIMIT'], timeInForce: ['GTC'] },
  filters: [
    { filterType: 'PRICE_FILTER', minPrice: '0.02', maxPrice: '10000', tickSize: '0.02' },
    { filterType: 'LOT_SIZE', minQty: '0.2', maxQty: '400', stepSize: '0.1' },
    { filterType: 'MIN_NOTIONAL', notional: '50' },
  ],
}

const aMarket = {
  ...{ id: 'X', symbol: 'X', base: 'BTC', quote: 'USD', settle: 'BTC', contract: true, linear: false, inverse: true },
  ...{ type: 'swap', contractSize: 100, precision: { amount: 1, price: 0.5 }, limits: { amount: { min: 2 } } },
} as const

describe('what an exchange lists, through ccxt', () => {
  let answer: () => Promise<unknown>
  let restore: () => void

  beforeAll(async () => {
    const { binanceusdm } = await loadCcxt()
    const own = binanceusdm.prototype as { fetch: unknown }
    const before = own.fetch
    restore = () => void (own.fetch = before)
    own.fetch = () => answer()
  })
  afterAll(() => restore())

  const told = (...symbols: readonly string[]) =>
    listedInstruments({ exchange: 'binanceusdm', types: ['linear'], venue: 'binance-futures', symbols })

  test('has tick, step, least quantity and least value', async () => {
    answer = () => Promise.resolve({ timezone: 'UTC', serverTime: 0, symbols: [listed] })
    expect(await told('SOLUSDT', 'NONEUSDT')).toEqual([
      {
        ...instrumentFacts('binance-futures', 'SOLUSDT'),
        ...{ tick: 0.02, lot: 0.1, leastQuantity: 0.2, leastNotional: 50 },
      },
    ])
  })

  test('is not told where the exchange does not answer or is not one of ccxt', async () => {
    answer = () => Promise.reject(new Error('getaddrinfo ENOTFOUND'))
    await expect(told('SOLUSDT')).rejects.toThrow('binance-futures does not tell what its instruments are: getaddrinfo')
    const unknown = { exchange: 'nowhere', types: [], venue: 'nowhere', symbols: [] }
    await expect(listedInstruments(unknown)).rejects.toThrow('has no nowhere')
  })

  test('counts steps in contracts where amounts are contracts, else in the unit of amounts', () => {
    const okx = listedFacts(aMarket, instrumentFacts('okx', 'BTC-USD-SWAP'), true)
    expect(okx).toMatchObject({
      amounts: 'contracts',
      lot: 1,
      leastQuantity: 2,
      contract: { size: 100, unit: 'quote' },
    })
    const bybit = listedFacts(aMarket, instrumentFacts('bybit', 'BTCUSD'), true)
    expect(bybit).toMatchObject({ settlement: 'inverse', settlementCurrency: 'BTC', amounts: 'quote', lot: 100 })
    expect(listedFacts(aMarket, undefined, false)).toMatchObject({
      lot: undefined,
      tick: undefined,
      leastQuantity: undefined,
    })
  })

  test('knows options, spot and quanto contracts, and nothing of other kinds', () => {
    const option = { ...aMarket, type: 'option', linear: true, strike: 9, optionType: 'put', expiry: 8 } as const
    expect(listedFacts(option, undefined, true)).toMatchObject({
      ...{ kind: 'option', settlement: 'linear', expiry: 8_000, option: { type: 'put', strike: 9, underlying: 'BTC' } },
    })
    const spot = { ...aMarket, type: 'spot', contractSize: undefined, settle: undefined }
    expect(listedFacts(spot, undefined, true)).toMatchObject({
      settlementCurrency: 'USD',
      contract: { size: 1 },
      lot: 1,
    })
    expect(listedFacts({ ...aMarket, inverse: false }, undefined, true)).toMatchObject({ settlement: 'quanto' })
    expect(listedFacts({ ...aMarket, type: 'swap-combo' }, undefined, true)).toBeUndefined()
  })
})

import fc from 'fast-check'
import { instrumentFacts } from '../../../../src/core/market/venues/instrument-facts'

const at = (year: number, month: number, day: number, hour: number): number =>
  Date.UTC(year, month - 1, day, hour) * 1000
const june = at(2025, 6, 27, 8)
const dollars = (size: number) => ({ settlement: 'inverse', contract: { size, unit: 'quote' } })
const coins = (size: number) => ({ settlement: 'linear', contract: { size, unit: 'base' } })

describe('facts by venue and symbol', () => {
  test.each<[venue: string, symbol: string, facts: object]>([
    ['binance', 'BTCUSDT', { kind: 'spot', base: 'BTC', quote: 'USDT', amounts: 'base' }],
    ['binance', 'ethbtc', { kind: 'spot', base: 'ETH', quote: 'BTC' }],
    ['binance', 'BTCUSD_PERP', { kind: 'perpetual', ...dollars(100), amounts: 'contracts' }],
    ['binance-futures', 'BTCUSDT', { kind: 'perpetual', ...coins(1), amounts: 'base', leastNotional: 100 }],
    ['binance-futures', '1000SHIBUSDT', { base: '1000SHIB', leastNotional: undefined }],
    ['binanceusdm', 'BTCUSDT_250627', { kind: 'future', expiry: june, leastNotional: undefined }],
    ['binance-delivery', 'BTCUSD_PERP', { kind: 'perpetual', ...dollars(100), settlementCurrency: 'BTC' }],
    ['binancecoinm', 'SOLUSD_250627', { kind: 'future', ...dollars(10), expiry: june, amounts: 'contracts' }],
    ['binance-european-options', 'BTC-250627-100000-C', { ...coins(1), quote: 'USDT', impliedVols: 'fraction' }],
    ['binance-european-options', 'DOGE-250627-0.25-P', { contract: undefined, option: { strike: 0.25, type: 'put' } }],
    ['bybit', 'BTCUSDT', { kind: 'perpetual', ...coins(1), amounts: 'base' }],
    ['bybit', 'BTCPERP', { kind: 'perpetual', quote: 'USDC', settlement: 'linear' }],
    ['bybit', 'BTCUSD', { kind: 'perpetual', ...dollars(1), amounts: 'quote', settlementCurrency: 'BTC' }],
    ['bybit', 'BTCUSDM25', { kind: 'future', ...dollars(1), expiry: june }],
    ['bybit', 'ETHUSDT-27JUN25', { kind: 'future', base: 'ETH', quote: 'USDT', expiry: june }],
    ['bybit', 'BTC-27JUN25', { kind: 'future', quote: 'USDC', settlement: 'linear', expiry: june }],
    ['bybit', 'BTC-27JUN25-100000-C', { settlementCurrency: 'USDC', impliedVols: 'fraction', amounts: 'base' }],
    [
      'bybit',
      'BTC-27JUN25-100000-C-USDT',
      { settlementCurrency: 'USDT', option: { strike: 100_000, underlying: 'BTC' } },
    ],
    ['bybit-spot', 'BTCUSDT', { kind: 'spot' }],
    ['okx', 'BTC-USDT', { kind: 'spot' }],
    ['okex-swap', 'BTC-USD-SWAP', { kind: 'perpetual', ...dollars(100), amounts: 'contracts' }],
    ['okex-swap', 'LTC-USD-SWAP', dollars(10)],
    ['okex-swap', 'BTC-USDT-SWAP', { ...coins(0.01), amounts: 'contracts' }],
    ['okex-swap', 'PEPE-USDT-SWAP', { contract: undefined, amounts: 'contracts' }],
    ['okex-futures', 'ETH-USDT-250627', { kind: 'future', ...coins(0.1), expiry: june }],
    [
      ...(['okex-options', 'BTC-USD-250627-100000-C'] as const),
      { settlement: 'inverse', contract: { size: 0.01, unit: 'base' }, impliedVols: 'fraction', expiry: june },
    ],
    ['bitmex', 'XBTUSD', { base: 'BTC', ...dollars(1), amounts: 'contracts' }],
    ['bitmex', 'XBTM25', { kind: 'future', expiry: at(2025, 6, 27, 12) }],
    ['cryptofacilities', 'PI_XBTUSD', { base: 'BTC', ...dollars(1) }],
    ['cryptofacilities', 'PF_ETHUSD', { base: 'ETH', ...coins(1), amounts: 'base' }],
    ['kraken', 'ETH/USD', { kind: 'spot', base: 'ETH', quote: 'USD', amounts: 'base' }],
    ['kraken', 'XBT/EUR', { kind: 'spot', base: 'BTC', quote: 'EUR' }],
    ['coinbase', 'BTC-USD', { kind: 'spot', base: 'BTC', quote: 'USD' }],
    ['bitstamp', 'btcusd', { kind: 'spot', base: 'BTC', quote: 'USD' }],
    ['us-equity', 'AIG', { kind: 'equity', base: 'AIG', quote: 'USD', amounts: 'base' }],
  ])('%s %s', (venue, symbol, facts) => {
    expect(instrumentFacts(venue, symbol)).toMatchObject({ venue, symbol, ...facts })
  })

  test.each([
    ['binance', 'BTC/USDT:USDT', 'binance-futures', 'BTCUSDT'],
    ['binance', 'BTC/USD:BTC', 'binance-delivery', 'BTCUSD_PERP'],
    ['binance', 'BTC/USDT', 'binance', 'BTCUSDT'],
    ['binance', 'BTC/USDT:USDT-250627-100000-C', 'binance-european-options', 'BTC-250627-100000-C'],
    ['binanceusdm', 'ETH/USDT:USDT-250627', 'binance-futures', 'ETHUSDT_250627'],
    ['deribit', 'BTC/USD:BTC', 'deribit', 'BTC-PERPETUAL'],
    ['deribit', 'BTC/USD:BTC-250704', 'deribit', 'BTC-4JUL25'],
    ['deribit', 'XRP/USDC:USDC-250627-0.625-C', 'deribit', 'XRP_USDC-27JUN25-0d625-C'],
    ['bybit', 'ETH/USD:ETH', 'bybit', 'ETHUSD'],
    ['bybit', 'BTC/USDC:USDC', 'bybit', 'BTCPERP'],
    ['okx', 'ETH/USDT:USDT', 'okex-swap', 'ETH-USDT-SWAP'],
  ])("%s: ccxt's %s is %s's %s", (venue, symbol, otherVenue, other) => {
    const own = instrumentFacts(venue, symbol)
    expect(own).toBeDefined()
    expect(own).toEqual({ ...instrumentFacts(otherVenue, other), venue, symbol })
  })

  test.each([
    ['file', 'BTCUSDT'],
    ['simulated', 'heston'],
    ['binance-delivery', 'BTCUSDT'],
    ['binance-futures', 'BTCUSDT_250230'],
    ['bybit', 'BTCUSDA25'],
    ['okx', 'BTC'],
    ['bitmex', 'XBTA25'],
    ['kraken', 'ETH'],
    ['kraken', 'ETH/USD:ETH'],
    ['nasdaq', 'a.b.c'],
    ['', ''],
  ])('nothing is known of %s %s', (venue, symbol) => {
    expect(instrumentFacts(venue, symbol)).toBeUndefined()
  })

  test('any text is answered, and an expiry is a time', () => {
    const venues = [
      'deribit',
      'binance',
      'binance-futures',
      'binance-delivery',
      'bybit',
      'okx',
      'bitmex',
      'kraken',
      'nasdaq',
    ]
    fc.assert(
      fc.property(fc.constantFrom(...venues), fc.string(), (venue, symbol) => {
        const facts = instrumentFacts(venue, symbol)
        expect(facts?.expiry ?? 1).toBeGreaterThan(0)
      }),
    )
  })
})

import type { ImportRequest } from '../../../src/cli/import'
import { fileWith, imported } from './folder'

const hours = Array.from({ length: 40 }, (_, i) => 1_717_200_000_000 + i * 3_600_000)
/** Bars around 2,000; each volume and quote volume of its number and price. */
const bars = (volumes: (i: number, price: number) => readonly [volume: number, quoteVolume: number]): string => {
  const rows = hours.map((at, i) => {
    const price = 2_000 + (i % 5)
    const [volume, quoteVolume] = volumes(i, price + 1)
    return [at, price, price + 4, price - 4, price + 2, volume.toFixed(4), quoteVolume.toFixed(6)].join(',')
  })
  return ['ts_ms,open,high,low,close,volume,quote_volume', ...rows].join('\n')
}

const doubtsOf = async (content: string, more: Partial<ImportRequest> = {}) =>
  (await imported('ohlcv', fileWith('bars.csv', content), { symbol: 'X', ...more })).summary.files[0].doubts

const [coins, contracts] = [
  bars((i, price) => [3 + i, (3 + i) * price]),
  // Of ten dollars each, beside the coins.
  bars((i, price) => [300 + i, ((300 + i) * 10) / price]),
]

describe('doubts about units', () => {
  test('none where quote volume ÷ volume is a price', async () => {
    expect(await doubtsOf(coins)).toBeUndefined()
    expect(await doubtsOf(contracts, { venue: 'binance-delivery', symbol: 'ETHUSD_PERP' })).toBeUndefined()
  })

  test('contracts of money, of coins, and money', async () => {
    expect(await doubtsOf(contracts)).toEqual([
      'file/X: quote volume ÷ volume lies outside the prices of 100 % of 40 bars: probably volume counts contracts of 10 in the quote currency, the quote volume coins: state --settlement inverse --amounts contracts --contract-size 10 --contract-unit quote',
    ])
    expect(await doubtsOf(bars((i, price) => [300 + i, (300 + i) * 0.01 * price]))).toEqual([
      expect.stringContaining('contracts of 0.01 units of the base'),
    ])
    expect(await doubtsOf(bars((i, price) => [300 + i * price, 300 + i * price]))).toEqual([
      expect.stringContaining('both columns count money'),
    ])
  })

  test('a venue known to count contracts whose files count coins', async () => {
    expect(await doubtsOf(coins, { venue: 'binance-delivery', symbol: 'ETHUSD_PERP' })).toEqual([
      expect.stringContaining('volume counts units of the base, the quote volume money: state --amounts base'),
    ])
  })

  test('some bars only are told by their share', async () => {
    const doubts = await doubtsOf(bars((i, price) => [3, i < 4 ? 3 : 3 * price]))
    expect(doubts?.[0]).toContain('of 10 % of 40 bars')
  })

  test('trades of a fraction of a contract', async () => {
    const rows = [30, 25, 10].map(
      (amount, i) => `deribit,BTC-PERPETUAL,${1717200000000000 + i},${1717200000000000 + i},${i},buy,60000,${amount}`,
    )
    const file = fileWith(
      'trades.csv',
      ['exchange,symbol,timestamp,local_timestamp,id,side,price,amount', ...rows].join('\n'),
    )
    expect((await imported('tardis', file)).summary.files[0].doubts).toEqual([
      'deribit/BTC-PERPETUAL: 1 of 3 trades (33 %) are no whole number of contracts of 10',
    ])
  })
})

test('contracts of an assumed size, and of one that nobody knows, are told until it is stated', async () => {
  const trades = 'instrument_name,trade_id,side,price,size,created_time\n'
  const told = async (symbol: string, more: Partial<ImportRequest> = {}) => {
    const file = fileWith('trades.csv', `${trades}${symbol},11,buy,64900.5,3,1782576000012\n`)
    return (await imported('okx', file, more)).summary.files[0].doubts
  }
  expect(await told('BTC-USDT-SWAP')).toEqual([
    'okx/BTC-USDT-SWAP: a contract is taken to be 0.01 BTC, which nothing in the file confirms; --contract-size states another size',
  ])
  expect(await told('XYZ-USDT-SWAP')).toEqual([
    'okx/XYZ-USDT-SWAP: amounts count contracts of a size that is not known; --contract-size states it',
  ])
  expect(await told('BTC-USDT-SWAP', { stated: { contractSize: 0.001 } })).toBeUndefined()
})

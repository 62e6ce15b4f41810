import { normalQuantile } from '../../../../src/core/pricing/normal-quantile'
import { fileWith, imported, optionsOf } from '../folder'

type Inputs = {
  readonly type: 'call' | 'put'
  readonly strike: number
  readonly forward: number
  readonly years: number
  readonly vol: number
}

/** Price by Black's formula without interest, as the mean of the payoff over equally likely forwards. */
const black = ({ type, strike, forward, years, vol }: Inputs): number => {
  const count = 200_000
  const deviation = vol * Math.sqrt(years)
  let sum = 0
  for (let i = 0; i < count; i++) {
    const end = forward * Math.exp(deviation * normalQuantile((i + 0.5) / count) - (deviation * deviation) / 2)
    sum += Math.max(type === 'call' ? end - strike : strike - end, 0)
  }
  return sum / count
}

const written = Date.UTC(2026, 2, 2, 10)
const expiry = Date.UTC(2026, 2, 27, 8)
const years = (expiry - written) / (365 * 86_400_000)
const day = '27MAR26'

/** Prices of a call of known volatility: in dollars, and in units of the underlying. */
const call = (strike: number, forward: number, vol: number) => {
  const dollars = black({ type: 'call', strike, forward, years, vol })
  return { dollars, coins: dollars / forward }
}

const columns =
  'instrument_name,creation_timestamp,underlying_price,underlying_index,bid_price,ask_price,mark_price,open_interest'

test.each([
  ['BTC', 90_000, 88_000, 0.47, true],
  ['ETH', 3_000, 2_900, 0.66, true],
  ['ETH_USDC', 3_000, 2_900, 0.66, false],
  ['AVAX_USDC', 24.5, 23, 0.91, false],
  ['TRX_USDC', 0.265, 0.26, 0.55, false],
  ['BTC_USDT', 90_000, 88_000, 0.47, false],
])(
  'a chain of %s comes back at its volatility, whatever it is settled in',
  async (coin, strike, forward, vol, inverse) => {
    const { dollars, coins } = call(strike, forward, vol)
    const price = inverse ? coins : dollars
    const name = `${coin}-${day}-${String(strike).replace('.', 'd')}-C`
    const row = [name, written, forward, `SYN.${coin}-${day}`, price * 0.98, price * 1.02, price, 3].join()
    const { out, summary } = await imported('deribit-chain', fileWith('chain.csv', `${columns}\n${row}\n`))
    const [option] = await optionsOf(out, 'deribit', coin)
    expect(option).toMatchObject({ strike, underlying: `SYN.${coin}-${day}`, bid: price * 0.98, markPrice: price })
    expect(option.markIv).toBeCloseTo(vol, 5)
    expect(option.bidIv).toBeLessThan(vol)
    expect(option.askIv).toBeGreaterThan(vol)
    expect(summary.files[0].notes).toMatchObject({ pricesThatInvert: '100 % of 3 option prices' })
  },
)

test('volatilities may stand beside prices, sizes, Greeks and several names of columns, and are not inverted again', async () => {
  const header =
    'timestamp,instrument_name,mark_iv,delta,index_price,best_bid_price,best_bid_amount,best_ask_price,underlying_price'
  const rows = [`${written},BTC-${day}-90000-P,51.25,-0.5,88010,0.041,2.5,0,88000`]
  const { out } = await imported('deribit-chain', fileWith('chain.csv', [header, ...rows].join('\n')))
  expect(await optionsOf(out, 'deribit', 'BTC')).toMatchObject([
    { markIv: 0.5125, delta: -0.5, indexPrice: 88_010, bid: 0.041, bidSize: 2.5, ask: undefined, askIv: undefined },
  ])
})

test('one-sided quotes are kept, and a price below intrinsic value is counted', async () => {
  const { coins } = call(70_000, 88_000, 0.5)
  const row = (bid: number | string, ask: number | string, mark: number): string =>
    `BTC-${day}-70000-C,${written},88000,BTC-${day},${bid},${ask},${mark},0`
  const rows = [
    row(0, coins, coins),
    row('', coins, coins).replace('70000', '70001'),
    row(0.1, coins, coins).replace('70000', '70002'),
    row(coins, coins * 0.9, coins).replace('70000', '70003'),
    row(-0.1, coins, coins).replace('70000', '70004'),
  ]
  const { out, total, summary } = await imported('deribit-chain', fileWith('c.csv', [columns, ...rows].join('\n')))
  expect(total).toEqual({ read: 5, accepted: 3, quarantined: { crossed: 1, 'price-not-positive': 1 } })
  const options = await optionsOf(out, 'deribit', 'BTC')
  expect(options.map(({ bid, bidIv }) => [bid, bidIv])).toEqual([
    [undefined, undefined],
    [undefined, undefined],
    [0.1, undefined],
  ])
  expect(summary.files[0].notes).toMatchObject({ pricesThatInvert: '85.7 % of 7 option prices' })
})

const chainOf = (row: (strike: number) => string, header = columns): string =>
  [header, ...Array.from({ length: 30 }, (_, i) => row(80_000 + 1000 * i))].join('\n')

test('a chain whose prices are in another unit is refused with that cause', async () => {
  const dollars = chainOf((strike) => {
    const price = call(strike, 88_000, 0.5).dollars
    return `BTC-${day}-${strike}-C,${written},88000,x,${price},${price},${price},1`
  })
  await expect(imported('deribit-chain', fileWith('c.csv', dollars))).rejects.toThrow(
    'c.csv: row 2: only 0 % of 90 option prices have an implied volatility: they look as if in another unit',
  )
})

test.each([0.47, 4700])('a chain of volatilities such as %p is refused as off by a hundred', async (vol) => {
  const content = chainOf(
    (strike) => `BTC-${day}-${strike}-C,${written},${vol},0.5`,
    'instrument_name,date,mark_iv,delta',
  )
  await expect(imported('deribit-chain', fileWith('c.csv', content))).rejects.toThrow(
    /c\.csv: row 2: 30 of 30 implied volatilities lie outside 1 % to 1,000 %, .* off by a factor of 100/,
  )
})

test('a header without what a quotation needs is refused', async () => {
  const content = `instrument_name,timestamp,mark_price\nBTC-${day}-90000-C,${written},0.05\n`
  await expect(imported('deribit-chain', fileWith('c.csv', content))).rejects.toThrow(
    'c.csv: row 1: wrong header, neither a volatility (mark_iv) nor prices beside underlying_price',
  )
})

test('more options of one time than any venue lists are refused, and memory stays bounded', async () => {
  const rows = Array.from({ length: 20_001 }, (_, i) => `BTC-${day}-${1000 + i}-C,${written},50,0.5`)
  const content = ['instrument_name,timestamp,mark_iv,delta', ...rows].join('\n')
  await expect(imported('deribit-chain', fileWith('c.csv', content))).rejects.toThrow(
    'c.csv: row 20002: more than 20000 options of one time; split the file',
  )
})

describe('book summaries in JSON', () => {
  const forward = 2900
  const { coins } = call(3000, forward, 0.66)
  const summary = {
    ...{ instrument_name: `ETH-${day}-3000-C`, creation_timestamp: written, underlying_index: `ETH-${day}` },
    ...{ underlying_price: forward, bid_price: null, ask_price: coins * 1.01, mark_price: coins, mark_iv: 66 },
    ...{ open_interest: 12.5, interest_rate: 0, quote_currency: 'ETH', base_currency: 'ETH' },
  }
  const perpetual = { instrument_name: 'ETH-PERPETUAL', mark_price: 2899, creation_timestamp: written }
  const expected = {
    ...{ instrument: `ETH-${day}-3000-C`, timestamp: written * 1000, underlying: `ETH-${day}`, bid: undefined },
    ...{ underlyingPrice: forward, markIv: 0.66, markPrice: coins, openInterest: 12.5 },
  }

  test.each([
    ['an array', JSON.stringify([summary, perpetual])],
    ['an answer', JSON.stringify({ jsonrpc: '2.0', result: [summary, perpetual], usIn: 1 })],
    ['an answer over many lines', JSON.stringify({ result: [summary, perpetual] }, undefined, 2)],
    ['objects, one a line', [summary, perpetual].map((row) => JSON.stringify(row)).join('\n')],
  ])('are read as %s', async (_, content) => {
    const { out, total } = await imported('deribit-summary', fileWith('summary.json', content))
    expect(total).toEqual({ read: 2, accepted: 1, quarantined: { 'not-needed': 1 } })
    const [option] = await optionsOf(out, 'deribit', 'ETH')
    expect(option).toMatchObject(expected)
    expect(option.askIv).toBeGreaterThan(0.66)
  })

  test('rows that are none are quarantined with their reason', async () => {
    const rows = [
      summary,
      { ...summary, instrument_name: 'ETH' },
      { ...summary, instrument_name: `ETH-${day}-3001-C`, bid_price: '0.1' },
      { ...summary, creation_timestamp: expiry * 10 },
      { instrument_name: `ETH-${day}-3002-C`, creation_timestamp: written, volume: 1 },
    ]
    const { total } = await imported('deribit-summary', fileWith('s.json', JSON.stringify(rows)))
    expect(total).toEqual({
      ...{ read: 5, accepted: 1 },
      quarantined: { 'bad-time': 1, columns: 2, 'not-a-number': 1 },
    })
  })
})

test('volatilities of bid and ask as fractions beside the mark in percent are refused, one such row is quarantined', async () => {
  const row = (strike: number, vols: string): string => `${written},BTC-${day}-${strike}-C,${vols}`
  const chain = (rows: readonly string[]) =>
    imported(
      'deribit-chain',
      fileWith('c.csv', ['timestamp,instrument_name,bid_iv,ask_iv,mark_iv', ...rows].join('\n')),
    )
  const [sound, mixed] = ['45.5,52,48', '0.455,0.52,48']
  await expect(chain([row(80_000, mixed), row(90_000, mixed)])).rejects.toThrow(
    /c\.csv: row 2: the volatilities of bid and mark lie a factor of 100 apart in 2 of 2 options.*0\.455 % and 48 %/,
  )
  await expect(chain([row(80_000, '45.5,0.52,'), row(90_000, '0,0.5,')])).rejects.toThrow(/of bid and ask lie/)
  const { out, total } = await chain([row(80_000, sound), row(90_000, mixed), row(95_000, '8,190,60')])
  expect(total).toEqual({ read: 3, accepted: 2, quarantined: { 'implied-vol': 1 } })
  expect((await optionsOf(out, 'deribit', 'BTC')).map(({ askIv }) => askIv)).toEqual([0.52, 1.9])
})

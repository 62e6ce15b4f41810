import { calibrateCosts } from '../../../training/costs/calibrate-costs'
import { fileWith, imported, withReader } from '../../adapters/recordings/folder'

const symbols = ['ETH-PERPETUAL', 'ETH_USDC-PERPETUAL'] as const

/** The same minutes of a market: 10 ETH rest on each of two levels a side, 2 ETH are traded a minute. */
const filesOf = (symbol: (typeof symbols)[number]): readonly string[] => {
  const start = Date.UTC(2024, 5, 1) * 1000
  const amount = (coins: number, price: number): number => (symbol === 'ETH-PERPETUAL' ? coins * price : coins)
  const trades = ['exchange,symbol,timestamp,local_timestamp,id,side,price,amount']
  const sides = ['asks', 'bids'].flatMap((side) =>
    [0, 1].flatMap((i) => [`${side}[${i}].price`, `${side}[${i}].amount`]),
  )
  const books = [`exchange,symbol,timestamp,local_timestamp,${sides.join(',')}`]
  for (let minute = 0; minute < 40; minute++) {
    const [at, mid] = [start + minute * 60e6, 2_000 + (minute % 7)]
    const stamp = `deribit,${symbol},${at},${at}`
    const levels = [mid + 0.5, mid + 1.5, mid - 0.5, mid - 1.5].flatMap((price) => [price, amount(10, price)])
    books.push(`${stamp},${levels.join(',')}`)
    trades.push(`${stamp},${minute},${minute % 2 === 0 ? 'buy' : 'sell'},${mid},${amount(2, mid)}`)
  }
  return [fileWith(`${symbol}-trades.csv`, trades.join('\n')), fileWith(`${symbol}-books.csv`, books.join('\n'))]
}

const cardOf = async (symbol: (typeof symbols)[number]) => {
  const { out } = await imported('tardis', filesOf(symbol))
  return withReader(out, (reader) => calibrateCosts(reader, { seed: 1, fee: 0, gas: 0 }))
}

test('a contract that counts dollars and one that counts coins have one cost card', async () => {
  const [dollars, coins] = await Promise.all(symbols.map(cardOf))
  expect(dollars.dailyVolume! / coins.dailyVolume!).toBeCloseTo(1, 9)
  expect(coins.dailyVolume).toBeCloseTo(2 * 1_440, -1)
  expect(dollars.base).toBe('ETH')
  expect(dollars.depth.map(({ notional }) => notional)).toEqual([1_000, 10_000])
  expect(dollars.depth.map(({ cost }) => cost.value)).toEqual(coins.depth.map(({ cost }) => cost.value))
  expect([dollars.tooThinFrom, coins.tooThinFrom]).toEqual([100_000, 100_000])
})

test('contracts of unknown size make no card', async () => {
  const rows = [
    'open_time,open,high,low,close,volume',
    ...Array.from({ length: 40 }, (_, i) => `${1717200000000 + i * 60_000},1,2,1,2,5`),
  ]
  const { out } = await imported('klines', fileWith('PEPE-USDT-SWAP.csv', rows.join('\n')), {
    ...{ venue: 'okex-swap', symbol: 'PEPE-USDT-SWAP' },
  })
  await expect(withReader(out, (reader) => calibrateCosts(reader, { seed: 1, fee: 0, gas: 0 }))).rejects.toThrow(
    'contracts of unknown size',
  )
})

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openReplay } from '../../../src/adapters/feeds/replay/replay-feed'
import { systemTimers } from '../../../src/adapters/clock/system-clock'
import { fileWith, imported, temporaryFolder, withReader } from './folder'

const at = 1_717_200_000_000_000
const trades = (symbol: string, price: number): string =>
  `exchange,symbol,timestamp,local_timestamp,id,side,price,amount\nkraken,${symbol},${at},${at + 1},1,buy,${price},2\n`

const symbols = ['ETH/USD', 'ETH*', 'ETHX', 'ETH?', 'E[TV]H', 'EVH', "E'H", 'a b', 'ETH/*', '..']

test('no symbol reads the rows of another, in a folder of any name', async () => {
  const folder = join(temporaryFolder(), 'r[1]*?')
  mkdirSync(folder)
  const out = join(folder, 'recording')
  for (const [i, symbol] of symbols.entries())
    await imported('tardis', fileWith(`${i}.csv`, trades(symbol, 100 + i)), { out })
  await withReader(out, async (reader) => {
    for (const [i, symbol] of symbols.entries()) {
      const id = { venue: 'kraken', symbol }
      const prices: number[] = []
      for await (const { length, price } of reader.events(id)) prices.push(...price.slice(0, length))
      expect(prices).toEqual([100 + i])
      for await (const events of reader.arrivals(id)) expect(events).toMatchObject([{ price: 100 + i }])
    }
  })
})

test('a symbol with a slash is replayed by its name', async () => {
  const { out } = await imported('tardis', fileWith('a.csv', trades('ETH/USD', 3_000)))
  await withReader(out, async (reader) => {
    const feed = await openReplay({
      reader,
      instruments: [{ venue: 'kraken', symbol: 'ETH/USD' }],
      timers: systemTimers,
    })
    const events = []
    for await (const item of feed.items()) if (item.kind === 'event') events.push(item.instrument.symbol)
    expect(events).toEqual(['ETH/USD'])
    expect(reader.instrument({ venue: 'kraken', symbol: 'ETH/USD' })).toMatchObject({ kind: 'spot', base: 'ETH' })
  })
})

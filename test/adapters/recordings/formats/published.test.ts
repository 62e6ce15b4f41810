import { detectFile } from '../../../../src/adapters/recordings/detect'
import { dataFiles } from '../../../../src/adapters/recordings/unpack'
import type { InstrumentId } from '../../../../src/ports/recording-store'
import { fileWith, imported, withReader } from '../folder'

const at = (text: string): number => Date.parse(`${text}Z`) * 1_000
const ms = (text: string): number => Date.parse(`${text}Z`)
const json = (value: unknown): string => fileWith('answer.json', JSON.stringify(value, undefined, 1))
const stamps = (text: string) => ({ timestamp: at(text), localTimestamp: at(text) + 60_000_000 })

const factsOf = (out: string, instrument: InstrumentId) =>
  withReader(out, async (reader) => {
    const facts: unknown[] = []
    for await (const rows of reader.funding(instrument)) facts.push(...rows)
    for await (const rows of reader.deliveryPrices(instrument)) facts.push(...rows)
    return facts
  })

test("Deribit's delivery prices are those of 08:00 of their days, whatever their order, each once", async () => {
  const row = (date: string, delivery_price: number) => ({ date, delivery_price })
  const data = [row('2025-03-08', 86_219.5), row('2025-03-07', 88_731.25), row('2025-03-07', 88_731.25), row('x', 1)]
  const file = json({ jsonrpc: '2.0', result: { records_total: 4, data } })
  const { out, total } = await imported('published', file, { symbol: 'BTC-PERPETUAL' })
  expect(total).toEqual({ read: 4, accepted: 2, quarantined: { 'bad-time': 1, duplicate: 1 } })
  const fact = { kind: 'delivery-price', basis: 'index-mean-30m' }
  expect(await factsOf(out, { venue: 'deribit', symbol: 'BTC-PERPETUAL' })).toEqual([
    { ...fact, ...stamps('2025-03-07T08:00:00'), price: 88_731.25 },
    { ...fact, ...stamps('2025-03-08T08:00:00'), price: 86_219.5 },
  ])
  const [data1] = await dataFiles(file)
  expect(await detectFile(data1)).toMatchObject({ format: 'published' })
})

test("Deribit's funding is that of the hour before its stamp", async () => {
  const row = { timestamp: ms('2025-03-07T09:00:00'), interest_1h: -2e-6, interest_8h: 1, index_price: 88_000 }
  const { out } = await imported('published', json({ result: [row] }), { symbol: 'BTC-PERPETUAL' })
  expect(await factsOf(out, { venue: 'deribit', symbol: 'BTC-PERPETUAL' })).toEqual([
    { kind: 'funding', ...stamps('2025-03-07T09:00:00'), from: at('2025-03-07T08:00:00'), rate: -2e-6, price: 88_000 },
  ])
})

test.each([
  [
    'binance-futures',
    { symbol: 'BTCUSDT', fundingTime: ms('2025-03-07T08:00:00') + 3, fundingRate: '0.0001', markPrice: '88000.5' },
    { price: 88_000.5 },
  ],
  ['bybit', { symbol: 'BTCUSDT', fundingRate: '0.0001', fundingRateTimestamp: String(ms('2025-03-07T08:00:00')) }, {}],
  [
    'okx',
    { instId: 'BTCUSDT', fundingRate: '9', realizedRate: '0.0001', fundingTime: String(ms('2025-03-07T08:00:00')) },
    {},
  ],
])('funding of %s is paid at its time', async (venue, row, own) => {
  const { out } = await imported('published', json({ data: [row] }))
  expect(await factsOf(out, { venue, symbol: 'BTCUSDT' })).toEqual([
    { kind: 'funding', ...stamps('2025-03-07T08:00:00'), from: undefined, rate: 1e-4, price: undefined, ...own },
  ])
})

test('options of Bybit tell the price of their underlying, the contracts of Binance that of their pair', async () => {
  const deliveryTime = ms('2025-03-07T08:00:00')
  const option = (strike: number) => ({ symbol: `BTC-7MAR25-${strike}-C`, deliveryPrice: '88000.5', deliveryTime })
  const bybit = await imported('published', json({ result: { list: [option(80_000), option(90_000)] } }))
  expect(bybit.total).toMatchObject({ accepted: 1, quarantined: { duplicate: 1 } })
  const fact = { kind: 'delivery-price', ...stamps('2025-03-07T08:00:00'), price: 88_000.5 }
  expect(await factsOf(bybit.out, { venue: 'bybit', symbol: 'BTC' })).toEqual([{ ...fact, basis: 'index-mean-30m' }])
  const file = json([{ deliveryTime, deliveryPrice: 88_000.5 }])
  const { out } = await imported('published', file, { symbol: 'BTCUSDT' })
  const id = { venue: 'binance-futures', symbol: 'BTCUSDT' }
  expect(await factsOf(out, id)).toEqual([{ ...fact, basis: 'index-mean-60m' }])
})

import { arrivalsOf, fileWith, imported } from '../folder'

const header =
  'ts_recv,ts_event,rtype,publisher_id,instrument_id,action,side,depth,price,size,flags,ts_in_delta,sequence,bid_px_00,ask_px_00,bid_sz_00,ask_sz_00,bid_ct_00,ask_ct_00,symbol'
const noPrice = '9223372036854775807'
/** 2026-06-15 13:30:00 UTC, nanoseconds; rows are received 2 µs after the event. */
const open = 1_781_530_200_000_000_000n

type Row = { at: number; action: string; side?: string; price?: string; size?: number; flags?: number; top?: string }
const row = ({ at, action, side = 'N', price = noPrice, size = 0, flags = 128, top = '' }: Row): string => {
  const event = open + BigInt(at) * 1000n
  return `${event + 2000n},${event},1,2,77,${action},${side},0,${price},${size},${flags},500,${at},${top || `${noPrice},${noPrice},0,0,0,0`},QQQX`
}
const at = (micros: number) => ({
  timestamp: Number(open / 1000n) + micros,
  localTimestamp: Number(open / 1000n) + micros + 2,
})
const top = (bid: string, ask: string): string => `${bid},${ask},300,200,3,2`

test('MBP-1 gives quotes of book changes, trades with their aggressor, gaps where the book is cleared or doubted', async () => {
  const rows = [
    row({ at: 0, action: 'R' }),
    row({ at: 1, action: 'A', side: 'B', price: '412250000000', size: 300, top: top('412250000000', noPrice) }),
    row({ at: 2, action: 'A', side: 'A', price: '412270000000', size: 200, top: top('412250000000', '412270000000') }),
    row({ at: 3, action: 'T', side: 'B', price: '412270000000', size: 50, top: top('412250000000', '412270000000') }),
    row({ at: 4, action: 'C', side: 'A', price: '412270000000', size: 50, top: top('412250000000', '412280000000') }),
    row({ at: 5, action: 'T', side: 'N', price: '412260000000', size: 7, top: top('412250000000', '412280000000') }),
    row({ at: 6, action: 'M', flags: 132, top: top('412250000000', '412280000000') }),
    row({ at: 7, action: 'T', side: 'X', price: '412260000000', size: 7 }),
    row({ at: 8, action: 'Q' }),
  ]
  const { out, total } = await imported('databento', fileWith('glbx.mbp-1.csv', [header, ...rows].join('\n')))
  expect(total).toEqual({
    ...{ read: 9, accepted: 6 },
    quarantined: { 'bad-side': 1, columns: 1, 'price-not-positive': 1 },
  })
  const quote = (ask: number) => ({ kind: 'quote', bid: 412.25, bidSize: 300, ask, askSize: 200 })
  const trade = { kind: 'trade', size: 50, price: 412.27, aggressor: 'buy' }
  expect(await arrivalsOf(out, 'databento-2', 'QQQX')).toEqual([
    { kind: 'gap', timestamp: at(0).timestamp, reason: 'session-end' },
    { ...quote(412.27), ...at(2) },
    { ...trade, ...at(3) },
    { ...quote(412.28), ...at(4) },
    { kind: 'gap', timestamp: at(6).timestamp, reason: 'sequence' },
    { ...trade, ...at(5), size: 7, price: 412.26, aggressor: undefined },
  ])
})

test('trades may have prices with a point and times in words, and are named by number without a symbol', async () => {
  const names =
    'ts_recv,ts_event,rtype,publisher_id,instrument_id,action,side,depth,price,size,flags,ts_in_delta,sequence'
  const rows = [
    '2026-06-15T13:30:00.000002500Z,2026-06-15T13:30:00.000001500Z,0,1,42,T,A,0,0.912500000,10,0,1,1',
    '2026-06-15T13:30:00.000003500Z,2026-06-15T13:30:00.000002500Z,0,1,42,T,B,0,,10,0,1,2',
  ]
  const { out, total } = await imported('databento', fileWith('trades.csv', [names, ...rows].join('\n')), {
    venue: 'xnas',
  })
  expect(total).toEqual({ read: 2, accepted: 1, quarantined: { 'price-not-positive': 1 } })
  expect(await arrivalsOf(out, 'xnas', '42')).toEqual([
    {
      ...{ kind: 'trade', price: 0.9125, size: 10, aggressor: 'sell' },
      ...{ timestamp: 1_781_530_200_000_001, localTimestamp: 1_781_530_200_000_002 },
    },
  ])
})

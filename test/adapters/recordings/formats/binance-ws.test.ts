import { eventsOf, fileWith, imported, withReader } from '../folder'

const start = 1_735_732_800_000
const spot = { venue: 'binance', symbol: 'X' }
const future = { venue: 'binance-futures', symbol: 'X' }

/** A line that arrives so many milliseconds after the start. */
const line = (at: number, message: object): string => `${start + at}000000 ${JSON.stringify(message)}`

const trade = (at: number, id: number, { q = '1', p = '10', ...more }: Record<string, unknown> = {}): string =>
  line(at, { e: 'trade', E: start + at, s: 'X', t: id, p, q, T: start + at - 1, m: false, M: true, ...more })

const aggregate = (at: number, id: number, [f, l]: readonly [number, number], q: string): string =>
  line(at, { e: 'aggTrade', E: start + at, s: 'X', a: id, p: '10', q, f, l, T: start + at - 1, m: false, M: true })

const ticker = (at: number): string => line(at, { u: at, s: 'X', b: '9.9', B: '5', a: '10.1', A: '6' })

const capture = (lines: readonly string[]) => imported('binance-ws', fileWith('capture.txt', lines.join('\n')))

const tradesOf = async (out: string, instrument = spot): Promise<readonly number[]> =>
  (await eventsOf(out, instrument)).flatMap((event) => ('size' in event ? [event.size] : []))

describe('executions that a capture tells twice', () => {
  test('are counted once, as single trades, whichever stream comes first', async () => {
    const lines = [
      ...[aggregate(1, 1, [1, 2], '3'), trade(2, 1), trade(3, 2, { q: '2' }), trade(4, 3)],
      ...[aggregate(5, 2, [3, 3], '1'), trade(6, 4), trade(7, 5), aggregate(8, 3, [4, 5], '2')],
    ]
    const { out, total } = await capture(lines)
    expect(total).toEqual({ read: 8, accepted: 5, quarantined: { duplicate: 3 } })
    expect(await tradesOf(out)).toEqual([1, 2, 1, 1, 1])
  })

  test('come from the aggregates where the other stream begins later, breaks or ends sooner', async () => {
    const lines = [
      ...[aggregate(1, 1, [1, 4], '4'), aggregate(20_000, 2, [5, 9], '5'), trade(20_001, 9)],
      ...[aggregate(40_000, 3, [10, 11], '7'), trade(60_000, 12), aggregate(60_001, 4, [12, 12], '1')],
      aggregate(80_000, 5, [13, 20], '8'),
    ]
    const { out, total } = await capture(lines)
    expect(total).toEqual({ read: 7, accepted: 6, quarantined: { duplicate: 1 } })
    expect(await tradesOf(out)).toEqual([4, 4, 1, 7, 1, 8])
  })

  test('are so many where a trade has its own id, and one where the id comes again', async () => {
    const { out, total } = await capture([trade(1, 1), trade(1, 2), trade(1, 3), trade(2, 3)])
    expect(total).toEqual({ read: 4, accepted: 3, quarantined: { duplicate: 1 } })
    expect(await tradesOf(out)).toEqual([1, 1, 1])
  })

  test('are all kept where there are aggregates alone', async () => {
    const { out } = await capture([1, 2, 3].map((i) => aggregate(i, i, [10 * i, 10 * i + 9], '5')))
    expect(await tradesOf(out)).toEqual([5, 5, 5])
  })
})

test("a futures market's insurance fund and deleveraging are no trades of it, also where an aggregate is told", async () => {
  const own = (at: number, id: number, X: string, p = '10'): string =>
    line(at, { e: 'trade', E: start + at, s: 'X', t: id, p, q: p === '0' ? '0' : '2', T: start + at, m: true, X })
  const lines = [own(1, 1, 'MARKET'), own(2, 2, 'INSURANCE_FUND'), own(3, 3, 'ADL'), own(4, 4, 'NA', '0')]
  const all = line(5, { e: 'aggTrade', E: start + 5, s: 'X', a: 1, p: '10', q: '2', f: 1, l: 4, T: start + 4, m: true })
  const { out, total, summary } = await capture([...lines, all])
  expect(total).toEqual({ read: 5, accepted: 1, quarantined: { 'off-market': 3, duplicate: 1 } })
  expect(summary.files[0].flagged).toEqual({ 'insurance-fund': 1, deleveraging: 1, other: 1 })
  expect(await tradesOf(out, future)).toEqual([2])
})

describe("the venue's clock", () => {
  test('is read in milliseconds and in microseconds', async () => {
    const micros = (start + 5) * 1000 + 123
    const { out } = await capture([trade(1, 1), trade(6, 2, { T: micros, E: micros + 300 })])
    expect((await eventsOf(out, spot)).map(({ at }) => at)).toEqual([start * 1000, micros])
  })

  test('lies within a day of arrival, and no refused message moves that of the tickers after it', async () => {
    const far = Date.UTC(2230, 0, 1)
    const lines = [
      ...[trade(1, 1), trade(2, 2, { T: far }), ticker(3), trade(4, 3, { T: start + 5000, p: 'x' }), ticker(5)],
      trade(6, 4, { T: far * 1000 }),
    ]
    const { out, total } = await capture(lines)
    expect(total).toEqual({ read: 6, accepted: 3, quarantined: { 'bad-time': 2, 'not-a-number': 1 } })
    expect((await eventsOf(out, spot)).map(({ at }) => at)).toEqual(Array(3).fill(start * 1000))
  })
})

describe('a hole in the updates of a book', () => {
  const update = (at: number, U: number, u: number, price = '10'): string =>
    line(at, { e: 'depthUpdate', E: start + at, s: 'X', U, u, b: [[price, '1']], a: [] })
  const snapshot = (at: number, lastUpdateId: number): string =>
    line(at, { lastUpdateId, bids: [['10', '1']], asks: [['11', '1']] })
  const gapsOf = (out: string) =>
    withReader(out, async (reader) => {
      const gaps: number[] = []
      for await (const events of reader.arrivals(spot))
        for (const event of events) if (event.kind === 'gap') gaps.push(event.timestamp / 1000 - start)
      return gaps
    })

  test.each([
    ['that is broken', [update(1, 1, 5), update(2, 6, 7, 'x'), update(3, 8, 9), update(4, 10, 11)], 3],
    ['that came out of order', [update(2, 1, 5), update(1, 8, 9), update(3, 10, 11), update(4, 12, 12)], 3],
    [
      'that is the first past a snapshot',
      [update(1, 1, 2), snapshot(2, 2), update(3, 3, 4, 'x'), update(4, 5, 6), update(5, 7, 8)],
      4,
    ],
  ])('is announced with the next update after one %s', async (_, lines, at) => {
    const { out, total } = await capture(lines)
    expect(total.accepted).toBe(lines.length - 1)
    expect(await gapsOf(out)).toEqual([at])
  })
})

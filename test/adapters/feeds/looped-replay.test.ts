import { openLoop, type LoopSettings } from '../../../src/adapters/feeds/replay/looped-replay'
import { DAY, SECOND } from '../../../src/core/market/event'
import type { Channel, InstrumentId, RecordingDescription } from '../../../src/ports/recording-store'
import { startFakeTimers } from '../../support/fake-timers'
import { arrivals, coin, startTaking, wordOf } from './scripted-source'

const monday = Date.UTC(2024, 0, 1) * 1000
/** Trades at noon of three days. */
const times = [0, 1, 2].map((day) => monday + (day + 0.5) * DAY)
const last = times[2]

const reader: LoopSettings['reader'] = {
  arrivals: async function* (_: InstrumentId, { from = -Infinity, to = Infinity } = {}) {
    const found = times.filter((time) => time >= from && time < to)
    if (found.length === 0) return
    yield await Promise.resolve(
      found.map((time) => {
        const stamps = { timestamp: time, localTimestamp: time }
        return { kind: 'trade' as const, ...stamps, price: 1, size: 1, aggressor: undefined }
      }),
    )
  },
  describe: () => {
    const channels = [{ channel: 'trades' as Channel, rows: 3, from: times[0], to: last }]
    return Promise.resolve({ instruments: [{ ...coin, channels }] } as unknown as RecordingDescription)
  },
}

/** As a service opens it: the span ends just past the last arrival. */
const open = async (more: Partial<LoopSettings> = {}) => {
  const settings = { reader, instruments: [coin], timers: startFakeTimers(), from: times[0], to: last + 1, ...more }
  const feed = await openLoop(settings)
  return { feed, ...startTaking(feed) }
}

const week = 7 * DAY

describe('a recording without end', () => {
  test('comes again a week later, behind a gap, and its time never goes back', async () => {
    const { feed, take, taken } = await open()
    await take(10)
    const pass = ['trade', 'trade', 'trade']
    expect(taken.map(wordOf)).toEqual(['connected', ...pass, 'gap', 'connected', ...pass, 'gap'])
    const stamps = taken.flatMap((item) => (item.kind === 'event' ? [item.event.timestamp] : []))
    expect(stamps).toEqual([...times, last + 1, ...times.map((time) => time + week), last + week + 1])
    expect(arrivals(taken)).toHaveLength(10)
    expect(feed.clock.now()).toBe(times[0] + 2 * week - 1)
    await feed.close()
  })

  test.each([
    ['within its span', times[0] + SECOND, [times[1], last]],
    ['at its last arrival', last, times.map((time) => time + week)],
    ['after the last arrival of a longer span', last + SECOND, times.map((time) => time + week), last + DAY],
    ['in a later pass', last + 2 * week, times.map((time) => time + 3 * week)],
  ])('goes on where it was left: %s', async (_, after, expected, to = last + 1) => {
    const { feed, take } = await open({ after, to })
    const taken = await take(expected.length + 1)
    expect(taken.flatMap((item) => (item.kind === 'event' ? [item.event.timestamp] : []))).toEqual(expected)
    await feed.close()
  })
})

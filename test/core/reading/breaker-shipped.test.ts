import { openRecording } from '../../../src/adapters/recordings'
import { loadConfig } from '../../../src/app/config/file/load-config'
import { parseSettings } from '../../../src/app/config/settings'
import { startBreaker } from '../../../src/core/reading/breaker'

test('the breaker of the default configuration opens in the shipped recording at its seven largest jumps, each time until five minutes are calm', async () => {
  const [feed] = loadConfig(parseSettings({}), () => undefined).feeds
  if (feed.kind !== 'replay') throw new Error('the default feed is a replay')
  const breaker = startBreaker(feed.breaker)
  const reader = await openRecording(feed.recording)
  const opened: number[] = []
  const minutes: number[] = []
  let was = 'closed'
  for await (const { length, bid, ask, timestamp } of reader.events({ venue: 'simulated', symbol: 'microstructure' }))
    for (let i = 0; i < length; i++) {
      if (!(bid[i] > 0)) continue
      const mid = (bid[i] + ask[i]) / 2
      const { kind } = breaker.step(timestamp[i], mid, (ask[i] - bid[i]) / mid)
      if (kind === 'open' && was === 'closed') opened.push(timestamp[i])
      if (kind === 'closed' && was === 'open') minutes.push((timestamp[i] - opened[opened.length - 1]) / 60e6)
      was = kind
    }
  await reader.close()
  expect(opened.map((at) => new Date(at / 1000).toISOString().slice(0, 16))).toEqual([
    '2025-01-08T03:37',
    '2025-01-16T09:00',
    '2025-01-16T13:15',
    '2025-01-23T20:01',
    '2025-02-03T04:33',
    '2025-02-05T06:47',
    '2025-02-20T10:31',
  ])
  expect(minutes).toHaveLength(7)
  expect(Math.min(...minutes)).toBeGreaterThanOrEqual(5)
  expect(Math.max(...minutes)).toBeLessThan(8)
})

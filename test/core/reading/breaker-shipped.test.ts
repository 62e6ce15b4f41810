import { openRecording } from '../../../src/adapters/recordings'
import { loadConfig } from '../../../src/app/config/file/load-config'
import { parseSettings } from '../../../src/app/config/settings'
import { startBreaker } from '../../../src/core/reading/breaker'

test('the breaker of the default configuration opens once in the shipped recording: at its crash, until it is over', async () => {
  const [feed] = loadConfig(parseSettings({}), () => undefined).feeds
  if (feed.kind !== 'replay') throw new Error('the default feed is a replay')
  const breaker = startBreaker(feed.breaker)
  const reader = await openRecording(feed.recording)
  const changes: string[] = []
  let was = 'closed'
  for await (const { length, bid, ask, timestamp } of reader.events({ venue: 'simulated', symbol: 'microstructure' }))
    for (let i = 0; i < length; i++) {
      if (!(bid[i] > 0)) continue
      const mid = (bid[i] + ask[i]) / 2
      const { kind } = breaker.step(timestamp[i], mid, (ask[i] - bid[i]) / mid)
      if (kind !== was) changes.push(`${kind} ${new Date(timestamp[i] / 1000).toISOString().slice(0, 16)}`)
      was = kind
    }
  await reader.close()
  expect(changes).toEqual(['open 2025-02-01T23:20', 'closed 2025-02-01T23:28'])
})

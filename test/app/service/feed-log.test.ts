import type { EngineFeed } from '../../../src/app/engine/engine-parts'
import type { Log } from '../../../src/app/log'
import { startAlerts } from '../../../src/app/service/alerts'
import { startFeedLog } from '../../../src/app/service/feed-log'
import type { Alert } from '../../../src/ports/alert-sink'

test('a new level of prices is logged, and alerted with the last price before it', () => {
  const alerts: Alert[] = []
  const logged: object[] = []
  const note = (entry: object): void => void logged.push(entry)
  const log: Log = { debug: note, info: note, warn: note, error: note }
  const feed = { name: 'deribit' } as EngineFeed
  startFeedLog(log, (alert) => alerts.push(alert)).levelChanged(feed, 'v/X', { at: 7, from: 2000 })
  expect(alerts).toMatchObject([{ at: 7, severity: 'critical', event: 'market.level-changed' }])
  expect(alerts[0].text).toMatch(/^v\/X: .* of 2000, .*they are the market from now on/)
  expect(logged).toEqual([{ event: 'market.level-changed', feed: 'deribit', instrument: 'v/X', from: 2000 }])
})

test('a new level of a second instrument is sent beside that of the first', async () => {
  const silent = (): void => undefined
  const sent: Alert[] = []
  const log: Log = { debug: silent, info: silent, warn: silent, error: silent }
  const sink = { name: 'test', send: (alert: Alert) => Promise.resolve(void sent.push(alert)) }
  const settings = { threshold: 'warning', repeatMinutes: 15 } as const
  const { raise, close } = startAlerts({ sinks: [sink], settings, secrets: [], log })
  const { levelChanged } = startFeedLog(log, raise)
  const feed = { name: 'deribit' } as EngineFeed
  for (const instrument of ['v/X', 'v/Y', 'v/X']) levelChanged?.(feed, instrument, { at: 7, from: 2000 })
  await close()
  expect(sent.map(({ subject }) => subject)).toEqual(['v/X', 'v/Y'])
})

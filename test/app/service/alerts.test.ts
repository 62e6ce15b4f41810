import fc from 'fast-check'
import { startLog } from '../../../src/app/log'
import { startAlerts, startDeduplication, type AlertParts } from '../../../src/app/service/alerts'
import type { Alert, AlertSink } from '../../../src/ports/alert-sink'

const minute = 60_000_000
const anAlert = (overrides: Partial<Alert> = {}): Alert => ({
  at: 0,
  severity: 'warning',
  event: 'feed.stale',
  portfolio: 'p1',
  text: 'silent',
  ...overrides,
})

const aDesk = (parts: Partial<AlertParts> = {}) => {
  const sent: Alert[] = []
  const lines: string[] = []
  const log = startLog(
    { log: 'debug', redisUrl: undefined, databaseUrl: undefined },
    { write: (line) => void lines.push(line) },
  )
  const sink: AlertSink = { name: 'test', send: async (alert) => void sent.push(alert) }
  const settings = { threshold: 'warning', repeatMinutes: 10 } as const
  return { sent, lines, alerts: startAlerts({ sinks: [sink], settings, secrets: [], log, ...parts }) }
}

describe('deduplication', () => {
  test('passes the first, counts the repeated, and states their number in the next', () => {
    const admit = startDeduplication(10 * minute)
    const admitted = [0, 1, 2, 9.99, 10, 11, 30].map((at) => admit(anAlert({ at: at * minute }))?.text)
    expect(admitted).toEqual([
      'silent',
      undefined,
      undefined,
      undefined,
      'silent (3 more since the last time)',
      undefined,
      'silent (1 more since the last time)',
    ])
  })

  test('keeps portfolios, events and subjects apart, and passes more severe alerts', () => {
    const admit = startDeduplication(10 * minute)
    expect(admit(anAlert())).toBeDefined()
    expect(admit(anAlert({ portfolio: 'p2' }))).toBeDefined()
    expect(admit(anAlert({ portfolio: undefined }))).toBeDefined()
    expect(admit(anAlert({ subject: 'deribit/BTC' }))).toBeDefined()
    expect(admit(anAlert({ subject: 'deribit/ETH' }))).toBeDefined()
    expect(admit(anAlert({ subject: 'deribit/BTC' }))).toBeUndefined()
    expect(admit(anAlert({ event: 'feed.lost' }))).toBeDefined()
    expect(admit(anAlert({ severity: 'critical' }))).toBeDefined()
    expect(admit(anAlert({ severity: 'critical' }))).toBeUndefined()
    expect(admit(anAlert())).toBeUndefined()
  })

  test('passes no event of a portfolio twice within the window, and loses no count', () => {
    const times = fc.array(fc.integer({ min: 0, max: 4 * minute }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(times, (gaps) => {
        const admit = startDeduplication(10 * minute)
        let at = 0
        const admitted: number[] = []
        let counted = 0
        for (const gap of gaps) {
          at += gap
          const alert = admit(anAlert({ at }))
          if (alert === undefined) continue
          admitted.push(at)
          counted += 1 + Number(/\((\d+) more/.exec(alert.text)?.[1] ?? 0)
        }
        expect(admitted.slice(1).every((time, i) => time - admitted[i] >= 10 * minute)).toBe(true)
        expect(counted).toBeLessThanOrEqual(gaps.length)
        const last = gaps.length - counted
        expect(admit(anAlert({ at: at + 10 * minute }))?.text).toBe(
          last === 0 ? 'silent' : `silent (${last} more since the last time)`,
        )
      }),
      { numRuns: 60 },
    )
  })
})

describe('alerts', () => {
  test('below the threshold are remembered and sent to nobody', async () => {
    const { alerts, sent } = aDesk()
    alerts.raise(anAlert({ severity: 'info', event: 'service.started' }))
    alerts.raise(anAlert({ severity: 'warning' }))
    await alerts.close()
    expect(sent.map(({ event }) => event)).toEqual(['feed.stale'])
    expect(alerts.recent().map(({ event }) => event)).toEqual(['feed.stale', 'service.started'])
  })

  test('reach every sink in order, whatever becomes of another sink', async () => {
    const good: string[] = []
    const outcomes: string[] = []
    const sinks: AlertSink[] = [
      { name: 'broken', send: () => Promise.reject(new Error('planted-secret is not taken')) },
      { name: 'good', send: async ({ event }) => void good.push(event) },
    ]
    const { alerts, lines } = aDesk({
      sinks,
      secrets: ['planted-secret'],
      delivered: ({ event }, sink, done) => void outcomes.push(`${sink} ${event} ${done}`),
    })
    for (const event of ['a.a', 'b.b', 'c.c']) alerts.raise(anAlert({ event, text: 'about planted-secret' }))
    await alerts.close()
    expect(good).toEqual(['a.a', 'b.b', 'c.c'])
    expect(outcomes.filter((outcome) => outcome.startsWith('broken'))).toEqual([
      'broken a.a false',
      'broken b.b false',
      'broken c.c false',
    ])
    expect(lines.filter((line) => line.includes('alert.undelivered'))).toHaveLength(3)
    expect(alerts.recent()[0].text).toBe('about [redacted]')
  })

  test('that wait for a slow sink are bounded; the oldest is dropped, which is logged', async () => {
    let release = (): void => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    const sent: string[] = []
    const slow: AlertSink = {
      name: 'slow',
      send: async ({ event }) => {
        await held
        sent.push(event)
      },
    }
    const { alerts, lines } = aDesk({ sinks: [slow] })
    for (let i = 0; i < 150; i++) alerts.raise(anAlert({ event: `e.${i}` }))
    release()
    await alerts.close()
    expect(sent).toHaveLength(101)
    expect(sent.at(-1)).toBe('e.149')
    expect(lines.filter((line) => line.includes('alert.given-up'))).toHaveLength(49)
  })
})

import { startTrustWatch } from '../../../src/app/service/trust-watch'
import type { MarketState } from '../../../src/core/reading/market-state'
import type { TrustFigures } from '../../../src/core/reading/trust-rule'
import type { Alert } from '../../../src/ports/alert-sink'
import type { OperatorAction } from '../../../src/ports/ledger'
import { aMarketState } from '../../core/decision/a-market-state'

const figures: TrustFigures = {
  trustedShare: 1,
  distrustedBars: 0,
  silenced: false,
  outsideShare: 0,
  unlikeShare: 0,
  drifted: [],
  stuck: [],
  lossEvidence: 0,
}

const watched = () => {
  const alerts: Alert[] = []
  const audited: OperatorAction[] = []
  const events: string[] = []
  const write = (entry: { readonly event: string }) => void events.push(entry.event)
  const watch = startTrustWatch({
    ledger: {
      audit: (entry) => {
        audited.push(entry)
        return Promise.resolve()
      },
    },
    log: { debug: write, info: write, warn: write, error: write },
    alert: (alert) => void alerts.push(alert),
  })
  const observe = (reasons: readonly string[], own: Partial<MarketState> = {}): string[] => {
    const from = alerts.length
    watch.barsClosed(
      aMarketState({
        trust:
          reasons.length === 0 ? { kind: 'models' } : { kind: 'baseline', reasons: [...reasons, 'volatility-log-har'] },
        trustFigures: figures,
        ...own,
      }),
    )
    return alerts.slice(from).map(({ event }) => event)
  }
  return { alerts, audited, events, observe }
}

test('models that are put aside, and trusted again, are logged, audited and reported once', () => {
  const { alerts, audited, events, observe: observe } = watched()
  expect([[], ['features-drifted'], ['features-drifted'], ['recovering'], [], []].map((own) => observe(own))).toEqual([
    [],
    ['models.distrusted'],
    [],
    [],
    ['models.trusted'],
    [],
  ])
  expect(events).toEqual(['models.distrusted', 'models.trusted'])
  expect(alerts[0]).toMatchObject({ severity: 'warning', text: expect.stringContaining('features-drifted') as string })
  expect(audited).toMatchObject([
    { actor: 'service', action: 'models.distrusted', details: { reasons: ['features-drifted'], figures } },
    { action: 'models.trusted', details: { reasons: [] } },
  ])
})

test('another reason beside the first is reported, one that comes and goes is not', () => {
  const { alerts, observe } = watched()
  for (const reasons of [['a'], ['a', 'b'], ['b'], ['a'], ['b', 'c']]) observe(reasons)
  expect(alerts.map(({ text }) => text.split(': ')[1])).toEqual(['a', 'b', 'c'])
})

test('a market that starts without trust is reported, one that only warms up or has no models is not', () => {
  expect(watched().observe(['models-too-old'])).toEqual(['models.distrusted'])
  expect(watched().observe(['models-warming-up'])).toEqual([])
  expect(watched().observe(['no-models'])).toEqual([])
})

test('a rule that puts the models aside for too long raises a critical alert', () => {
  const { alerts, observe } = watched()
  const silenced = { trustFigures: { ...figures, silenced: true } }
  expect(observe(['features-stuck'])).toEqual(['models.distrusted'])
  expect(observe(['features-stuck'], silenced)).toEqual(['models.silenced'])
  expect(observe(['features-stuck'], silenced)).toEqual([])
  expect(observe([])).toEqual(['models.trusted', 'models.heard'])
  expect(alerts[1].severity).toBe('critical')
})

test('each market is watched by itself', () => {
  const { observe } = watched()
  expect(observe(['a'])).toEqual(['models.distrusted'])
  expect(observe(['a'], { instrument: 'venue/other' })).toEqual(['models.distrusted'])
})

import { trainText } from '../../src/cli/train'

const published = [
  { kind: 'volatility-forecaster', id: 'f1' },
  { kind: 'regime-classifier', id: 'c1' },
  { kind: 'hedging-policy', id: 'p1' },
]
const text = (decision: Parameters<typeof trainText>[0]['decision']): readonly string[] =>
  trainText({ run: 'registry/runs/7', published, decision, centre: undefined, pool: { names: [], notes: [] } }).split(
    '\n',
  )

test('what was pooled is said, which centre serves, and each recording that is gone', () => {
  const decision = { action: 'promote', reasons: [], comparisons: [] } as const
  const pool = { names: ['binance/ETHUSDT', 'binance/SOLUSDT'], notes: ['binance/SOLUSDT: recordings/sol is gone'] }
  const centre = 'net delta serves: within chance'
  expect(trainText({ run: 'registry/runs/7', published, decision, centre, pool }).split('\n').slice(3)).toEqual([
    'net delta serves: within chance',
    'pooled with: binance/ETHUSDT, binance/SOLUSDT',
    'binance/SOLUSDT: recordings/sol is gone',
    'run: registry/runs/7',
  ])
})

test('the first models of a registry are in service, and the reason agrees', () => {
  const reasons = ['nothing was in service before']
  expect(text({ action: 'promote', reasons, comparisons: [] })).toEqual([
    'volatility-forecaster f1 is in service',
    'regime-classifier c1 is in service',
    'hedging-policy p1 is in service',
    'nothing was in service before',
    'run: registry/runs/7',
  ])
})

test('models that are in service already are said to be', () => {
  const lines = text({ action: 'keep', reasons: ['it is in service already'], champion: 'p1', comparisons: [] })
  expect(lines[2]).toBe('hedging-policy p1 is in service')
  expect(lines[3]).toBe('it is in service already')
})

test('models that lose to the champion are published alone', () => {
  const [first] = text({ action: 'keep', reasons: ['not shown to be better'], champion: 'p0', comparisons: [] })
  expect(first).toBe('volatility-forecaster f1 is published, not in service')
})

import type { HedgeMarket } from '../../../training/backtest/hedge-market'
import { hedgeStrategy } from '../../../training/backtest/hedge-strategy'
import { parseSpecification } from '../../../training/backtest/specification'

const market: HedgeMarket = {
  title: 'two evaluations',
  origin: 'synthetic',
  paths: {
    paths: 1,
    steps: 2,
    spot: new Float64Array([1, 1, 1]),
    years: new Float64Array([0.02, 0.01]),
    cost: 1e-3,
  },
  stepSeconds: 3600,
  volSource: 'truth',
  vol: new Float64Array([0.5, 0.4]),
  premium: new Float64Array([0.03]),
  overlap: 1,
}
const given = { riskAversion: 30, market }
const strategyOf = (text: string) => hedgeStrategy(parseSpecification(text), given)

test('a name alone takes the defaults', async () => {
  expect(await strategyOf('whalley-wilmott')).toEqual({ kind: 'whalley-wilmott', riskAversion: 30, multiplier: 1 })
  expect(await strategyOf('every-step')).toEqual({ kind: 'every-step' })
})

test('parameters replace the defaults, lists are slashed', async () => {
  expect(await strategyOf('fixed-band:halfWidth=.07')).toEqual({ kind: 'fixed-band', halfWidth: 0.07 })
  expect(await strategyOf('adaptive:multiplier=0.7,regimeVols=0.3/0.6/1.2,insideShare=0.5')).toMatchObject({
    policy: { multiplier: 0.7, regimeVols: [0.3, 0.6, 1.2], insideShare: 0.5, minInterval: 3600 },
  })
})

test('the optimal band is solved for the book and cost of the market, at its largest variance to expiry', async () => {
  expect(await strategyOf('hodges-neuberger:riskAversion=10')).toMatchObject({
    kind: 'hodges-neuberger',
    table: { riskAversion: 10, cost: 1e-3, steps: 2, variance: 0.5 ** 2 * 0.02, legs: [{ type: 'call', units: -1 }] },
  })
})

test.each([
  ['Whalley', 'not name:parameter=value'],
  ['leland:', 'not name:parameter=value'],
  ['leland:seconds', "'seconds' is not parameter=value"],
  ['leland:seconds=1,seconds=2', 'seconds is given twice'],
  ['leland:seconds=0', 'leland: seconds'],
  ['leland:days=1', 'it takes seconds'],
  ['network', 'network: file'],
  ['network:file=/no/such', '/no/such cannot be read'],
  ['no-hedge:a=1', 'it takes no parameters'],
  ['fixed-band:halfWidth=wide', 'fixed-band: halfWidth'],
  ['adaptive:insideShare=two', 'adaptive: insideShare'],
])('%s is refused', async (text, reason) => {
  await expect((async () => strategyOf(text))()).rejects.toThrow(reason)
})

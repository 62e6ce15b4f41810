import { startAdaptation } from '../../../src/app/replay/adaptation'
import { decide } from '../../../src/core/decision/decide'
import type { DecisionInputs } from '../../../src/core/decision/decision-inputs'
import type { HedgingPolicy } from '../../../src/core/decision/hedging-policy'
import { mandateOf } from '../../../src/core/decision/mandate-of'
import { SECOND } from '../../../src/core/market/event'
import type { MarketState } from '../../../src/core/reading/market-state'
import type { DecisionRecord } from '../../../src/ports/ledger'
import { aRecord } from '../../adapters/ledger/a-record'
import { someInputs } from '../../core/decision/a-decision'
import { aBook, aHedge, aHedgingPolicy, aMarketState, aPortfolio, noon } from '../../core/decision/a-market-state'
import { solverForTests } from '../../core/hedging/greeks/solver'

const solve = solverForTests()
const settings = aPortfolio()
const regimes = ['calm', 'normal', 'turbulent']
const shares = [0.5, 0.3, 0.2]

/** Hedged at about its delta, so that nothing is traded. */
const book = aBook({ positions: [{ instrument: 'paper/MICRO', lots: 505, lot: 0.1 }] })

/** A decision on a market as the engine writes it down. */
const decided = (policy: HedgingPolicy, own: Partial<MarketState>, at = noon): DecisionRecord => {
  const market = aMarketState({ ...own, time: at })
  const byName = { [market.instrument]: market }
  const made = mandateOf(settings, { book, state: { last: undefined } }, byName, { policy, time: at })
  if (made.kind !== 'ready') throw new Error(made.reasons.join())
  const base = someInputs()
  const interval = { least: 1, most: 1e5, retry: 30 }
  const tradables = [{ ...base.tradables[0], mid: 200 }]
  const inputs: DecisionInputs = { ...base, time: at, mandate: made.mandate, tradables, interval }
  const outputs = decide(inputs, solve)
  return aRecord({ at, dueAt: outputs.dueAt, inputs: { ...inputs, markets: [market] }, outputs })
}

const adaptationOf = (policy: HedgingPolicy, records: readonly DecisionRecord[]) => {
  const adaptation = startAdaptation([settings], { policy, regimes, shares }, solve)
  for (const record of records) adaptation.decided(settings, record)
  return adaptation.results()[0]
}

/** A policy whose interval depends on the regimes' volatilities. */
const policyWith = (...regimeVols: readonly number[]): HedgingPolicy => {
  const { adaptive } = aHedgingPolicy()
  return aHedgingPolicy({ adaptive: { ...adaptive, regimeVols, minInterval: 1, maxInterval: 1e5 } })
}

test('a policy that is the same in every regime is not moved by the posterior, one that is not is', () => {
  const posterior = [0.1, 0.2, 0.7]
  expect(adaptationOf(policyWith(0.6, 0.6, 0.6), [decided(policyWith(0.6, 0.6, 0.6), { posterior })])).toMatchObject({
    movedByPosterior: 0,
    posteriorEffect: { halfWidth: 0, interval: expect.closeTo(0, 9) as number },
  })
  const apart = policyWith(0.4, 0.4, 0.8)
  // The variance of the regimes is .16 × 3.1, and .16 × 1.6 with the long-run shares; the wait goes with its root.
  expect(adaptationOf(apart, [decided(apart, { posterior }), decided(apart, { posterior: shares })])).toMatchObject({
    movedByPosterior: 0.5,
    posteriorEffect: { halfWidth: 0, interval: expect.closeTo(Math.sqrt(3.1 / 1.6) - 1, 3) as number },
  })
})

test('counts the decisions of each called regime, with medians of interval and half-width', () => {
  const policy = aHedgingPolicy({ adaptive: { ...aHedgingPolicy().adaptive, minInterval: 1, maxInterval: 1e5 } })
  const records = [
    decided(policy, { regime: 0, nowVol: 0.3 }, noon),
    decided(policy, { regime: 0, nowVol: 0.3 }, noon + 60 * SECOND),
    decided(policy, { regime: 2, nowVol: 0.9 }, noon + 90 * SECOND),
    decided(policy, { trust: { kind: 'baseline', reasons: ['drift'] } }, noon + 120 * SECOND),
  ]
  const { byRegime, decisions, intervalSeconds, waitedSeconds, movedByPosterior } = adaptationOf(policy, records)
  expect(byRegime.map(({ regime, decisions: own }) => [regime, own])).toEqual([
    ['calm', 2],
    ['turbulent', 1],
    ['none', 1],
  ])
  expect(decisions).toBe(4)
  // The time to diffuse goes with the square of the volatility now.
  expect(byRegime[0].intervalSeconds / byRegime[1].intervalSeconds).toBeCloseTo(9, 1)
  expect(intervalSeconds?.p90).toBeCloseTo(byRegime[0].intervalSeconds, 1)
  expect(waitedSeconds).toEqual({ p10: 30, p50: 30, p90: 60 })
  expect(movedByPosterior).toBe(0)
})

test('says nothing of the posterior without trusted models, and leaves out portfolios that do not adapt', () => {
  const policy = policyWith(0.4, 0.6, 0.8)
  const untrusted = decided(policy, { trust: { kind: 'baseline', reasons: ['drift'] } })
  expect(adaptationOf(policy, [untrusted])).toMatchObject({ decisions: 1, movedByPosterior: undefined })
  const fixed = aPortfolio({ mandate: aHedge({ strategy: { kind: 'fixed-band', halfWidth: 0.1 } }) })
  const adaptation = startAdaptation([fixed], { policy, regimes, shares }, solve)
  adaptation.decided(fixed, untrusted)
  expect(adaptation.results()).toEqual([])
})

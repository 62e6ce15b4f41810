import type { PolicyCard } from '../../models/store/policy-card'
import { deriveSeed, startRng } from '../../src/core/rng'
import { mean } from '../../src/core/statistics/moments'
import type { PolicyScores } from '../../src/report/policy-scores'
import type { HedgingScore, OracleGapShare } from '../../src/report/summary'
import { adaptiveLens, type AdaptiveLens } from '../tune/adaptive-lens'
import { premiums, sellStrip, volatilityColumn, type Strip } from '../tune/view/strip'
import { logHarTerm } from '../tune/view/term-structure'
import { hedgeOutcome, recordedMark, run, viewOf, type Outcome } from '../tune/view/view'
import type { CalledRegimes } from './by-regime'
import { hedgingScores, type ScoreOptions } from './hedging-scores'
import { oracleGapShare, oracleVolatility } from './oracle'
import { scorePolicy } from './policy-part'
import type { JudgedPart } from './unseen'

export type HedgingPart = {
  readonly strip: Strip
  readonly lens: AdaptiveLens
  readonly scores: readonly HedgingScore[]
  readonly oracleGapShare: OracleGapShare | undefined
  readonly policy: PolicyScores
}

const REPLICATIONS = 500

/** The adaptive setting as text. */
const describeAdaptive = ({ barSeconds, adaptive: policy }: PolicyCard): string => {
  const { multiplier, floor, ceiling, insideShare, minInterval, maxInterval, network } = policy
  const { toxicityThreshold, toxicityDelay } = policy
  const band = network !== undefined ? 'learned band' : policy.band
  const width =
    floor === ceiling && network === undefined
      ? `half-width ${floor}`
      : multiplier === 0
        ? 'to the delta'
        : `${band} × ${Number(multiplier.toPrecision(3))}`
  const interval =
    maxInterval > minInterval
      ? `, a look every ${minInterval / 60} to ${maxInterval / 60} min`
      : minInterval > barSeconds
        ? `, a look every ${minInterval / 60} min`
        : ''
  return [
    width + interval,
    ...(insideShare > 0 ? [`${insideShare} of the way inside`] : []),
    ...(toxicityThreshold < 1 ? [`waits ${toxicityDelay / 60} min for calmer flow above ${toxicityThreshold}`] : []),
  ].join(', ')
}

/** Hedges the options sold in the test part by every strategy as tuned before it. */
export const scoreHedges = (
  part: JudgedPart,
  policy: PolicyCard,
  regimes: Omit<CalledRegimes, 'from'>,
): HedgingPart => {
  const { prepared, predictions, test, seed } = part
  const { market, dataset, cost } = prepared
  const { profile, bars, truth, description, instrument } = market
  const strip = sellStrip(dataset.series, test, profile, cost)
  const { barsPerYear } = dataset.series
  const logHar = logHarTerm(dataset.series, test.from, profile)
  const vol = volatilityColumn(strip, logHar, barsPerYear)
  const premium = premiums(strip, bars, vol)
  const mark = recordedMark(strip, bars, dataset.series, vol)
  const view = viewOf(strip, vol, profile.barSeconds, mark)
  const lens = adaptiveLens({ strip, mark }, prepared, predictions)
  const adaptivePolicy = policy.adaptive
  const adaptive = hedgeOutcome(
    { strategy: 'adaptive', setting: describeAdaptive(policy) },
    run(lens.view, { kind: 'adaptive', policy: adaptivePolicy }, lens.columns(adaptivePolicy)),
    premium,
  )
  const fixed = policy.fixed.map(({ strategy, setting, parameters }) =>
    hedgeOutcome({ strategy, setting }, run(view, parameters), premium),
  )
  const options: ScoreOptions = {
    series: instrument.symbol,
    riskAversion: policy.riskAversion,
    meanPremium: mean(premium),
    overlap: strip.overlap,
    replications: REPLICATIONS,
  }

  // The adaptive band without its posterior at another volatility, so that only the volatility differs.
  const atVolatility = (name: string, annualVol: Float64Array): Outcome => {
    const own = viewOf(strip, annualVol, profile.barSeconds)
    return hedgeOutcome(
      { strategy: name, setting: '' },
      run(own, { kind: 'adaptive', policy: adaptivePolicy }),
      premium,
    )
  }
  const oracle = (): OracleGapShare | undefined => {
    if (truth === undefined) return undefined
    const constantVol = new Float64Array(vol.length).fill(Math.sqrt(policy.meanVariance * barsPerYear))
    return oracleGapShare(
      {
        constant: atVolatility('constant', constantVol),
        adaptive,
        oracle: atVolatility('oracle', oracleVolatility(strip, description.world, truth)),
      },
      options,
      startRng(deriveSeed(seed, 'oracle gap')),
    )
  }
  return {
    strip,
    lens,
    scores: hedgingScores([...fixed, adaptive], options, startRng(deriveSeed(seed, 'paths'))),
    oracleGapShare: oracle(),
    policy: scorePolicy(
      part,
      policy,
      { view, lens, logHar, regimes: { ...regimes, from: test.from } },
      { options, rng: startRng(deriveSeed(seed, 'frontier')) },
    ),
  }
}

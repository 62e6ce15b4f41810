import type { PolicyCard } from '../../models/store/policy-card'
import type { HedgeRun } from '../../src/core/hedging/paths'
import type { AdaptivePolicy } from '../../src/core/hedging/policy'
import type { Rng } from '../../src/core/rng'
import { mean } from '../../src/core/statistics/moments'
import type { FrontierScore, PolicyAblation, PolicyScores } from '../../src/report/policy-scores'
import type { Bounds } from '../../src/report/measured'
import type { Predictions, TermForecasts } from '../fit/predict'
import { bootstrapIntervals } from '../statistics/bootstrap-ci'
import { adaptiveLens, type AdaptiveLens } from '../tune/adaptive-lens'
import { fixedFamilies } from '../tune/fixed-candidates'
import { run, type View } from '../tune/view/view'
import { behaviourByRegime, emptyRecord, type CalledRegimes } from './by-regime'
import { costSavings } from './frontier/cost-saved'
import { fixedFrontiers, frontierScore } from './frontier/families'
import { countsOf, levelOf, pathColumns, type PathColumns } from './frontier/path-level'
import { blockLength, type ScoreOptions } from './hedging-scores'
import { regimeChannelRuns } from './regime-channels'
import type { JudgedPart } from './unseen'

/** The factors by which the deployed band is scaled along adaptive's own frontier. */
const SCALES = [0.125, 0.18, 0.25, 0.35, 0.5, 0.7, 1, 1.4, 2, 2.8, 4]

/** The posterior that knows only how often each regime is. */
const longRun = ({ posterior, states, shares }: Predictions): Float64Array =>
  posterior.map((_, i) => shares[i % states])

const hedgeBy = (lens: AdaptiveLens, policy: AdaptivePolicy): HedgeRun =>
  run(lens.view, { kind: 'adaptive', policy }, lens.columns(policy))

/** The policy without one part at a time on the paths of a lens, the run as deployed first. */
const variants = (
  part: JudgedPart,
  { view, lens, logHar }: PolicySetting,
  policy: AdaptivePolicy,
  deployed: HedgeRun,
): readonly { readonly policy: PolicyAblation['policy']; readonly run: HedgeRun }[] => {
  const { prepared, predictions } = part
  const seenBy = (known: Predictions): AdaptiveLens => adaptiveLens(view, prepared, known)
  const { network, ...formula } = policy
  return [
    { policy: 'as deployed', run: deployed },
    {
      policy: 'without the classifier',
      run: hedgeBy(seenBy({ ...predictions, posterior: longRun(predictions) }), policy),
    },
    { policy: 'without the forecaster', run: hedgeBy(seenBy({ ...predictions, term: logHar }), policy) },
    { policy: 'without the learned shape', run: network === undefined ? deployed : hedgeBy(lens, formula) },
  ]
}

/** The options sold and what strategies read on them. */
export type PolicySetting = {
  /** At log-HAR's volatility. */
  readonly view: View
  readonly lens: AdaptiveLens
  readonly logHar: TermForecasts
  readonly regimes: CalledRegimes
}

/** Certainty equivalent of a run over that of another, less 1. */
const excessOf = (a: number, own: PathColumns, other: PathColumns, counts: Float64Array): number => {
  const [left, right] = [own, other].map((columns) => levelOf(columns, counts))
  return (left.cost + 0.5 * a * left.risk) / (right.cost + 0.5 * a * right.risk) - 1
}

/**
 * The deployed policy on the frontier of cost against tracking, its interval against an evaluation at every bar, what
 * it does by regime, and what each of its parts is worth: intervals from one bootstrap, the same draws for all.
 */
export const scorePolicy = (
  part: JudgedPart,
  card: PolicyCard,
  setting: PolicySetting,
  { options, rng }: { readonly options: ScoreOptions; readonly rng: Rng },
): PolicyScores => {
  const { view, lens, regimes } = setting
  const { strip } = view
  const { series, riskAversion } = options
  const policy = card.adaptive
  const { barSeconds, barsPerDay } = part.prepared.market.profile
  const views = { logHar: view, forecast: lens.view }
  const families = fixedFamilies(card.riskAversion, card.barSeconds, card.optionBars)
  const tuned = (strategy: string, parameter: string): boolean =>
    card.fixed.some((entry) => entry.strategy === strategy && entry.setting === parameter)
  const rivals = fixedFrontiers(views, families, tuned, { series, riskAversion })
  const record = emptyRecord(strip)
  const asDeployed = run(lens.view, { kind: 'adaptive', policy }, { ...lens.columns(policy), ...record })
  const scaled = SCALES.map((factor) => {
    const multiplier = policy.multiplier * factor
    const hedged = factor === 1 ? asDeployed : hedgeBy(lens, { ...policy, multiplier })
    const parameter = `band × ${factor}`
    const label = { series, strategy: 'adaptive', volatility: 'forecast', parameter, tuned: factor === 1 } as const
    return { columns: pathColumns(hedged), score: frontierScore(label, hedged, riskAversion) }
  })
  const parts = variants(part, setting, policy, asDeployed).map((variant) => ({
    ...variant,
    columns: pathColumns(variant.run),
  }))
  const [deployed, ...without] = parts
  const channels = regimeChannelRuns(part, policy, lens, asDeployed).map(({ channel, own, average }) => ({
    ...{ channel, own: pathColumns(own), average: pathColumns(average) },
  }))
  const always = hedgeBy(lens, { ...policy, minInterval: barSeconds, maxInterval: barSeconds })

  const all = countsOf(strip.paths)
  const savings = costSavings(
    { deployed: deployed.columns, scaled: scaled.map(({ columns }) => columns) },
    rivals.map(({ family }) => family),
    all,
  )
  const everyBar = pathColumns(always)
  const statistics = (counts: Float64Array): readonly number[] => [
    excessOf(riskAversion, deployed.columns, everyBar, counts),
    ...without.map(({ columns }) => excessOf(riskAversion, columns, deployed.columns, counts)),
    ...channels.map(({ own, average }) => excessOf(riskAversion, own, average, counts)),
    ...savings.statistics(counts),
  ]
  const values = statistics(all)
  const ci: readonly Bounds[] = bootstrapIntervals(strip.paths, (draw) => statistics(countsOf(strip.paths, draw)), {
    blockLength: blockLength(strip.paths, options.overlap),
    replications: options.replications,
    rng,
  })
  const channelsFrom = 1 + without.length
  const savedFrom = channelsFrom + channels.length
  const ablation = parts.map(({ policy: name, run: hedged }, i): PolicyAblation => {
    const label = { series, strategy: 'adaptive', volatility: 'forecast', parameter: name, tuned: i === 0 } as const
    const { cost, trackingSd, ce, evaluations, trades }: FrontierScore = frontierScore(label, hedged, riskAversion)
    const excess = i === 0 ? {} : { ceExcess: { value: values[i], ci: ci[i] } }
    return { series, policy: name, cost, trackingSd, ce, evaluations, trades, ...excess }
  })
  return {
    frontier: [...rivals.flatMap(({ scores }) => scores), ...scaled.map(({ score }) => score)],
    costSaved: savings.scores(series, values.slice(savedFrom), ci.slice(savedFrom)),
    interval: {
      series,
      evaluations: mean(deployed.run.evaluations),
      atEveryBar: mean(always.evaluations),
      ceLoss: values[0],
      ci: ci[0],
    },
    byRegime: behaviourByRegime(view, record, regimes, { series, barsPerDay }),
    ablation,
    regimeChannels: channels.map(({ channel }, i) => ({
      ...{ series, channel, ceChange: values[channelsFrom + i], ci: ci[channelsFrom + i] },
    })),
  }
}

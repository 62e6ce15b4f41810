import { count, fixed, interval, measuredDigits } from './format'
import { strategyLabel, volatilityLabel } from './labels'
import type { Bounds, Measured } from './measured'
import type { CostSaved, IntervalScore, PolicyScores } from './policy-scores'
import type { HedgingScore } from './summary'

/**
 * How adaptive stands by cost at equal tracking: `wins` where every rival costs more beyond its 95 % interval, `leads`
 * where none costs less but some interval reaches zero, `loses` where one costs less, `absent` where it did not run.
 */
export type AdaptiveStanding = 'wins' | 'leads' | 'loses' | 'absent'

export type AdaptiveVerdict = {
  readonly standing: AdaptiveStanding
  /** Plain sentences: cost at equal tracking, the interval, the regimes, and total P&L where it is worse. */
  readonly sentences: readonly string[]
}

/** What adaptive is judged by on one recording. */
type Judged = PolicyScores & { readonly hedging: readonly HedgingScore[] }

/** A saving against a rival that can be met at equal tracking. */
type Met = CostSaved & Measured

const isMet = (saved: CostSaved): saved is Met => saved.value !== undefined && saved.ci !== undefined

/** Rivals of the first sentence; others are named only where they cost less. */
const headline = ['whalley-wilmott', 'fixed-band', 'fixed-interval']

const negated = ([low, high]: Bounds): Bounds => [-high, -low]

const reachesZero = ([low, high]: Bounds): boolean => low <= 0 && high >= 0

/** '5.7 % [3.7, 7.7] more': the size with its interval, the sign in the word. */
const byPercent = ({ value, ci }: Measured, up: string, down: string): string => {
  const digits = Math.max(1, measuredDigits({ value, ci }, 100))
  const bounds = interval(value < 0 ? negated(ci) : ci, digits, 100)
  return `${fixed(Math.abs(value) * 100, digits)} % ${bounds} ${value < 0 ? down : up}`
}

/** Two runs that are the same on every path. */
const isNothing = ([low, high]: Bounds): boolean => low === 0 && high === 0

const listed = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join('; ')}; and ${parts[parts.length - 1]}`

const rivalName = ({ against, volatility }: CostSaved): string =>
  strategyLabel(against) + volatilityLabel(against, volatility)

const costSentences = (met: readonly Met[]): readonly string[] => {
  if (met.length === 0) return ['No rival can be met at the tracking of adaptive.']
  const named = met.filter(({ against }) => headline.includes(against))
  const shown = (named.length > 0 ? named : met).toSorted(
    (a, b) => headline.indexOf(a.against) - headline.indexOf(b.against),
  )
  const parts = shown.map((saved) => {
    const notes = [
      ...(reachesZero(saved.ci) ? ['within chance'] : []),
      ...(saved.beyond === undefined ? [] : ['at its nearest setting']),
    ]
    const note = notes.length > 0 ? ` (${notes.join(', ')})` : ''
    return `${byPercent(saved, 'less', 'more')} than ${rivalName(saved)}${note}`
  })
  const cheaper = met.filter((saved) => saved.value < 0 && !shown.includes(saved)).map(rivalName)
  return [
    `At equal tracking (95 % intervals) adaptive costs ${listed(parts)}.`,
    ...(cheaper.length > 0 ? [`Cheaper than adaptive at equal tracking too: ${cheaper.join(', ')}.`] : []),
  ]
}

const intervalSentence = ({ evaluations, atEveryBar, ceLoss, ci }: IntervalScore): string => {
  const times = `It is evaluated ${count(evaluations)} times an option, ${count(atEveryBar)} at every bar`
  if (isNothing(ci)) return `${times}, at the same certainty equivalent.`
  const change = byPercent({ value: ceLoss, ci }, 'higher', 'lower')
  return `${times}, at a certainty equivalent ${change}${reachesZero(ci) ? ', within chance' : ''}.`
}

const regimeSentence = (ablation: PolicyScores['ablation']): readonly string[] => {
  const excess = ablation.find(({ policy }) => policy === 'without the classifier')?.ceExcess
  if (excess === undefined) return []
  const { value, ci } = excess
  if (isNothing(ci)) return ['Without the regime classifier the policy decides the same: the regimes do not enter it.']
  const change = `Without the regime classifier its certainty equivalent is ${byPercent(excess, 'higher', 'lower')}`
  const judgement = reachesZero(ci)
    ? 'the regimes do not matter beyond chance'
    : value > 0
      ? 'the regimes matter beyond chance'
      : 'the regimes harm it beyond chance'
  return [`${change}: ${judgement}.`]
}

/**
 * Where a regime enters beside the variance: its own value of an input against the average of all regimes; undefined
 * where the policy reads no such input.
 */
export const channelSentence = (channels: PolicyScores['regimeChannels']): string | undefined => {
  if (channels.length === 0) return undefined
  const parts = channels.map(({ channel, ceChange: value, ci }) =>
    isNothing(ci) ? `${channel} nothing` : `${channel} ${byPercent({ value, ci }, 'higher', 'lower')}`,
  )
  const paying = channels.filter(({ ci }) => ci[1] < 0).map(({ channel }) => channel)
  const judgement = paying.length === 0 ? 'none pays beyond chance' : `beyond chance: ${paying.join(', ')}`
  return `By the regime's own value instead of the average the certainty equivalent is: ${parts.join('; ')}; ${judgement}.`
}

const bp = ({ value, ci }: Measured): string => {
  const digits = measuredDigits({ value, ci }, 1e4)
  return `${fixed(Math.abs(value) * 1e4, digits)} bp ${interval(negated(ci), digits, 1e4)}`
}

/** The guard: rivals that leave a lower price or a shorter tail of total P&L beyond chance. */
const guardSentence = (hedging: readonly HedgingScore[]): readonly string[] => {
  const worse = hedging
    .filter(({ strategy }) => strategy !== 'no-hedge')
    .flatMap(({ strategy, excessOverAdaptive: price, excessEs95OverAdaptive: tail }) => [
      ...(price && price.ci[1] < 0 ? [`${strategyLabel(strategy)} (entropic price by ${bp(price)})`] : []),
      ...(tail && tail.ci[1] < 0 ? [`${strategyLabel(strategy)} (ES95 by ${bp(tail)})`] : []),
    ])
  return worse.length === 0 ? [] : [`Its total P&L is worse beyond chance than under ${worse.join(', ')}.`]
}

/** Standing and sentences about adaptive on one recording. */
export const adaptiveVerdict = ({ hedging, costSaved, interval: waits, ablation }: Judged): AdaptiveVerdict => {
  if (!hedging.some(({ strategy }) => strategy === 'adaptive'))
    return { standing: 'absent', sentences: ['The adaptive strategy did not run on this recording.'] }
  const met = costSaved.filter(isMet)
  const standing = met.some(({ value }) => value < 0)
    ? 'loses'
    : met.length > 0 && met.every(({ ci }) => ci[0] > 0)
      ? 'wins'
      : 'leads'
  return {
    standing,
    sentences: [...costSentences(met), intervalSentence(waits), ...regimeSentence(ablation), ...guardSentence(hedging)],
  }
}

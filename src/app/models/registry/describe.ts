import { utcMinute } from '../../../report/format'
import { unseenFrom, type Card } from '../../../../models/store/card'
import type { Evidence, KnownFailure } from '../../../../models/store/card-evidence'
import { readCentre, type CentreCard } from '../../../../models/store/centre'
import { readHistory, type HistoryRecord } from '../../../../models/store/history'
import { readLiveScores } from '../../../../models/store/live-scores'
import { readPolicy } from '../../../../models/store/policy'
import type { PolicyCard } from '../../../../models/store/policy-card'
import { readVersion } from '../../../../models/store/version'
import { summarizeLive, type LiveSummary } from '../../../core/promotion/shadow/live-summary'
import { modelLabel } from '../../../report/labels'
import type { ServiceModels } from '../load-models'
import { bandText } from './list-sets'
import type { FoundVersion } from './resolve-id'

/** A version with all that is known of it. */
export type Description = {
  readonly card: Card | PolicyCard | CentreCard
  /** What was done with it. */
  readonly history: readonly HistoryRecord[]
  /** What it lost live, of a policy's set. */
  readonly live: readonly LiveSummary[]
}

/** Reads a version, its files checked, with its history and live losses. Throws 'model-refused' where it is unsound. */
export const describeVersion = async (registry: string, { kind, id }: FoundVersion): Promise<Description> => {
  const history = (await readHistory(registry)).filter(
    (record) => record.set[kind] === id || (record.action === 'rollback' && record.from[kind] === id),
  )
  if (kind === 'policy') {
    const live = summarizeLive(await readLiveScores(registry, id))
    return { card: await readPolicy(registry, id), history, live }
  }
  if (kind === 'centre') return { card: await readCentre(registry, id), history, live: [] }
  const kinds = { forecaster: 'volatility-forecaster', classifier: 'regime-classifier' } as const
  return { card: await readVersion(registry, kinds[kind], id), history, live: [] }
}

/** One measure's line of what a set lost live. */
const liveText = ({ instrument, measure, rows, loss, ratio }: LiveSummary): string =>
  `${instrument} ${measure}: ${loss.toPrecision(3)}${ratio === undefined ? '' : `, ${ratio.toFixed(3)} of log-HAR`} (${rows} bars)`

/** By policy, what each set lost live in a line; those alone of which something was scored. */
export const liveSummaries = async (
  registry: string,
  sets: readonly ServiceModels[],
): Promise<ReadonlyMap<string, string>> => {
  const found = new Map<string, string>()
  for (const { cards } of sets) {
    const lines = summarizeLive(await readLiveScores(registry, cards.policy.id)).map(liveText)
    if (lines.length > 0) found.set(cards.policy.id, `live: ${lines.join('; ')}`)
  }
  return found
}

const number = (value: number): string => String(Number(value.toPrecision(4)))

const figure = ({ value, low, high }: { value: number; low: number; high: number }): string =>
  `${number(value)} [${number(low)}, ${number(high)}]`

const servesText: Readonly<Record<Extract<KnownFailure, { kind: 'beaten' }>['serves'], string>> = {
  forecaster: 'it served all the same',
  'log-har': 'log-HAR serves there',
  'seasonal-log-har': 'seasonal log-HAR serves there',
  nothing: 'neither log-HAR nor seasonal log-HAR is level with it: into service by hand alone',
}

const failureText = (failure: KnownFailure): string => {
  switch (failure.kind) {
    case 'worst-day':
      return `${failure.day}: ${failure.measure} ${number(failure.loss)}${failure.baseline === undefined ? '' : `, log-HAR ${number(failure.baseline)}`}`
    case 'no-better-than-log-har':
      return `${failure.measure}: not shown to be better than log-HAR (${number(failure.ratio)} of it, p ${number(failure.p)})`
    case 'beaten':
      return `${failure.measure}: the forecaster as trained lost ${number(failure.ratio)} of what ${modelLabel(failure.by)} does (p ${number(failure.p)}); ${servesText[failure.serves]}`
    case 'miscalibrated':
      return `${failure.of}: said ${number(failure.expected)}, came ${number(failure.observed)}`
  }
}

const evidenceLines = ({ folds, measures, calibration, failures }: Evidence): readonly string[] => [
  ...folds.map(
    ({ fit, held }, i) =>
      `fold ${i + 1}: fitted to ${utcMinute(fit.to)}, judged to ${utcMinute(held.to)} on ${held.rows} bars`,
  ),
  ...measures.map(
    ({ measure, rows, loss, ratio }) =>
      `${measure}: ${figure(loss)}${ratio === undefined ? '' : `, ${figure(ratio)} of log-HAR`} (${rows} bars)`,
  ),
  ...calibration.map(
    ({ of, points }) =>
      `${of}: ${points.map(({ expected, observed }) => `${number(expected)} → ${number(observed)}`).join(', ')}`,
  ),
  ...failures.map((failure) => `fails: ${failureText(failure)}`),
]

const centreLines = (card: CentreCard): readonly string[] => {
  const { dataSha256, venue, symbol, settlement, learned, model, coefficients, evidence, reason } = card
  const [calm, falling, curvature] = coefficients.map(number)
  const months = Object.entries(evidence?.months ?? {}).map(([month, gain]) => `${month} ${number(gain)}`)
  return [
    `data ${dataSha256}, options on ${venue}/${symbol}, ${settlement}`,
    `learned from ${utcMinute(learned.from)} to ${utcMinute(learned.to)}: ${learned.chains} chains, ${learned.intervals} intervals, ${learned.options} gains of options`,
    `slope: (${calm} + ${falling} × falling) × skew − ${curvature} × (own slope − skew); half-life ${number(model.halfLifeDays)} d, weight ${number(model.weight)}`,
    ...(evidence === undefined
      ? []
      : [
          `gain over net delta ${number(evidence.gain)}, DM ${number(evidence.dm)}, p ${number(evidence.p)}, on ${evidence.intervals} unseen intervals from ${utcMinute(evidence.from)} to ${utcMinute(evidence.to)}`,
          `by month: ${months.join(', ')}`,
          `share of squares removed: ${Object.entries(evidence.removed)
            .map(([rule, share]) => `${rule} ${number(share)}`)
            .join(', ')}`,
        ]),
    `centre: ${reason}`,
  ]
}

const cardLines = (card: Card | PolicyCard | CentreCard): readonly string[] => {
  if (card.kind === 'spot-vol-slope') return centreLines(card)
  if (card.kind === 'hedging-policy') {
    const { riskAversion, multiplier, minInterval, maxInterval, diffusionShare, regimeVols } = card.adaptive
    return [
      `forecaster ${card.forecaster}, classifier ${card.classifier}${card.centre === undefined ? '' : `, spot-vol slope ${card.centre}`}`,
      `data ${card.dataSha256}, seed ${card.seed}`,
      `band: ${bandText(card)}`,
      ...(card.bandEvidence === undefined ? [] : [`why: ${card.bandEvidence.reason}`]),
      ...(card.bandEvidence?.pooled === undefined ? [] : [`pooled with: ${card.bandEvidence.pooled.join(', ')}`]),
      `risk aversion ${number(riskAversion)}, multiplier ${number(multiplier)}, margin ${number(card.margin)}`,
      `interval: ${number(minInterval)} to ${number(maxInterval)} s, ${number(diffusionShare)} of the way to the edge`,
      ...(regimeVols === undefined ? [] : [`volatility by regime: ${regimeVols.map(number).join(' ')}`]),
    ]
  }
  const { columns, files, settings } = card
  return [
    `data ${card.dataSha256}, seed ${card.seed}, ${card.backend}, ${String(settings['venue'] ?? '')}/${String(settings['symbol'] ?? '')}`,
    `learned from ${utcMinute(card.split['train'].from)} to ${utcMinute(unseenFrom(card))}, ${card.split['train'].rows} bars`,
    `${columns.length} columns: ${columns.join(', ')}`,
    `weights ${files['weights.bin'].sha256}, ${files['weights.bin'].bytes} bytes; ${card.probe.rows.length} probe rows`,
    ...Object.entries(card.metrics).map(([name, value]) => `${name}: ${number(value)}`),
    ...(card.evidence === undefined ? ['no evidence on unseen bars'] : evidenceLines(card.evidence)),
  ]
}

/** A record of the history as a person reads it. */
const recordText = (record: HistoryRecord): string => {
  const { ordinal, action, set, at, by, reason } = record
  const what =
    action === 'rollback' ? `rollback from ${record.from.policy} to ${set.policy}` : `${action} ${set.policy}`
  return `${ordinal}. ${what}${at === undefined ? '' : ` at ${utcMinute(at)}`} by ${by}: ${reason}`
}

export const descriptionText = ({ card, history, live }: Description): string =>
  [
    `${card.kind} ${card.id}`,
    ...cardLines(card),
    ...live.map((own) => `live: ${liveText(own)}`),
    ...history.map(recordText),
  ].join('\n')

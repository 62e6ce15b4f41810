import { unseenFrom } from '../../../../models/store/card'
import type { Evidence } from '../../../../models/store/card-evidence'
import { readLiveScores } from '../../../../models/store/live-scores'
import { readModelSet } from '../../../../models/store/model-set'
import type { PromotionDecision } from '../../../core/promotion/decide-promotion'
import { reasonText } from '../../../core/promotion/reason-text'
import { shadowVerdict } from '../../../core/promotion/shadow/shadow-verdict'

type Measure = Evidence['measures'][number]

/** Two sets beside each other. */
export type SetComparison = {
  readonly sets: readonly {
    readonly policy: string
    readonly trainedTo: number
    readonly measures: readonly Measure[]
  }[]
  /**
   * On the live bars at which both were scored, the second as challenger of the first; undefined where too few have
   * matured.
   */
  readonly live: PromotionDecision | undefined
  /** Columns that only one of the two reads. */
  readonly columns: { readonly onlyFirst: readonly string[]; readonly onlySecond: readonly string[] }
}

/**
 * Compares two published sets by their cards and by what both lost live. Throws 'model-refused' where one is unsound.
 */
export const compareSets = async (registry: string, first: string, second: string): Promise<SetComparison> => {
  const read = async (policy: string) => {
    const cards = await readModelSet(registry, policy)
    const { forecaster, classifier } = cards
    const measures = [...(forecaster.evidence?.measures ?? []), ...(classifier.evidence?.measures ?? [])]
    return { policy, trainedTo: unseenFrom(forecaster), measures, columns: forecaster.columns }
  }
  const [a, b] = [await read(first), await read(second)]
  const shadowed = async ({ policy, trainedTo }: typeof a) => ({
    policy,
    trainedTo,
    markets: await readLiveScores(registry, policy),
  })
  return {
    sets: [a, b].map(({ policy, trainedTo, measures }) => ({ policy, trainedTo, measures })),
    live: shadowVerdict(await shadowed(a), await shadowed(b), -1),
    columns: {
      onlyFirst: a.columns.filter((name) => !b.columns.includes(name)),
      onlySecond: b.columns.filter((name) => !a.columns.includes(name)),
    },
  }
}

const cell = (measure: Measure | undefined): string => {
  if (measure === undefined) return '–'
  const { loss, ratio } = measure
  return `${loss.value.toPrecision(3)}${ratio === undefined ? '' : ` (${ratio.value.toFixed(3)} of log-HAR)`}`
}

export const comparisonText = ({ sets: [a, b], live, columns }: SetComparison): string => {
  const day = (time: number): string => new Date(time / 1000).toISOString().slice(0, 10)
  const names = [...new Set([...a.measures, ...b.measures].map(({ measure }) => measure))]
  const of = (measures: readonly Measure[], name: string) => measures.find(({ measure }) => measure === name)
  const rows = [
    ['', a.policy, b.policy],
    ['learned to', day(a.trainedTo), day(b.trainedTo)],
    ...names.map((name) => [name, cell(of(a.measures, name)), cell(of(b.measures, name))]),
  ]
  const widths = [0, 1, 2].map((i) => Math.max(...rows.map((row) => row[i].length)))
  const only = (policy: string, list: readonly string[]) =>
    list.length === 0 ? [] : [`only ${policy} reads ${list.join(', ')}`]
  return [
    ...rows.map((row) =>
      row
        .map((text, i) => text.padEnd(widths[i]))
        .join('  ')
        .trimEnd(),
    ),
    ...only(a.policy, columns.onlyFirst),
    ...only(b.policy, columns.onlySecond),
    'each by its own card, on the bars that its folds held out: those of two cards may differ',
    live === undefined
      ? 'live: too few bars at which both were scored'
      : `live, ${b.policy} as challenger of ${a.policy}: ${live.promote ? 'would be promoted' : 'would not be promoted'}: ${live.reasons.map(reasonText).join('; ')}`,
    ...(live?.comparisons ?? []).map(
      ({ measure, champion, challenger, ratio, rows: n }) =>
        `live ${measure}: ${champion.toPrecision(3)} and ${challenger.toPrecision(3)}, ratio ${ratio.toFixed(3)} (${n} bars)`,
    ),
  ].join('\n')
}

import { comparedStrategies } from '../compared-strategies'
import { count, duration, fixed, interval, measuredDigits, percent, signed } from '../format'
import type { Measured } from '../measured'
import type { CostSaved, FrontierScore, PolicyScores } from '../policy-scores'
import type { RecordingResult } from '../summary'
import { dataTable, numberCell, withUnit, type BodyRow } from './data-table'
import { html, type Html } from './html'

const bp = (value: number): Html => numberCell(fixed(value * 1e4, 2))

/** A share in percent with its interval below. */
const shareCell = (measured: Measured | undefined, show: (value: number, digits: number) => string): Html => {
  if (measured === undefined) return numberCell('–')
  const digits = Math.max(1, measuredDigits(measured, 100))
  const { value, ci } = measured
  return numberCell(html`${show(value * 100, digits)} %<span class="ci">${interval(ci, digits, 100)}</span>`)
}

const savedCell = (saved: CostSaved | undefined): Html => {
  if (saved === undefined) return numberCell('–')
  const { value, ci, beyond, trackingSd } = saved
  if (value === undefined || ci === undefined) return numberCell('beyond the grid')
  const digits = Math.max(1, measuredDigits({ value, ci }, 100))
  const where =
    beyond === undefined || trackingSd === undefined ? undefined : ` at ${fixed(trackingSd * 1e4, 1)} bp, its nearest`
  return numberCell(
    html`${signed(value * 100, digits)} %<span class="ci">${interval(ci, digits, 100)}${where}</span>`,
    ci[0] > 0 ? 'best' : undefined,
  )
}

const tunedCells = (tuned: FrontierScore | undefined): readonly Html[] =>
  tuned === undefined
    ? Array.from({ length: 7 }, () => numberCell('–'))
    : [
        ...[bp(tuned.cost), bp(tuned.trackingSd), bp(tuned.trackingEs95), bp(tuned.ce)],
        ...[count(tuned.evaluations), count(tuned.trades), fixed(tuned.turnover, 2)].map((text) => numberCell(text)),
      ]

const inBp = (title: string) => ({ text: withUnit(title, 'bp'), numeric: true })
const numeric = (text: string) => ({ text, numeric: true })

/** What adaptive saves of each rival's cost at equal tracking, and every strategy as tuned. */
export const equalTrackingTable = (scores: Pick<RecordingResult, 'frontier' | 'costSaved' | 'hedging'>): Html =>
  dataTable(
    'Cheapest at equal tracking first. Left: what adaptive saves of the rival’s cost where both track equally well, 95 % interval below, bold where sure. Right: each strategy at the setting tuned on the training part',
    [
      { text: 'Strategy' },
      { text: 'Adaptive saves', numeric: true, hint: 'of the rival’s cost at equal tracking sd' },
      ...['Cost', 'Tracking sd', 'Tracking ES95', 'Certainty equivalent'].map(inBp),
      ...['Evaluations', 'Trades', 'Turnover'].map(numeric),
    ],
    comparedStrategies(scores).map(({ name, isAdaptive, setting, tuned, saved }): BodyRow => ({
      head: html`${name}<small>${setting}</small>`,
      ...(isAdaptive && { mark: 'ours' as const }),
      cells: [savedCell(saved), ...tunedCells(tuned)],
    })),
  )

/** What the policy does by called regime. */
export const byRegimeTable = ({ byRegime }: Pick<PolicyScores, 'byRegime'>): Html | undefined =>
  byRegime.length === 0
    ? undefined
    : dataTable(
        'Adaptive by called regime: mean half-width of the band, median wait to the next evaluation, and a trading day’s cost of rebalancing and root mean risk',
        [
          { text: 'Regime' },
          ...['Share of time', 'Half-width', 'Interval', 'Evaluations a day'].map(numeric),
          ...['Cost a day', 'Tracking a day'].map(inBp),
        ],
        byRegime.map(({ regime, share, halfWidth, intervalSeconds, evaluationsPerDay, cost, tracking }) => ({
          head: regime,
          cells: [
            ...[percent(share), fixed(halfWidth, 4), duration(Math.round(intervalSeconds))].map((text) =>
              numberCell(text),
            ),
            numberCell(fixed(evaluationsPerDay, 1)),
            ...[bp(cost), bp(tracking)],
          ],
        })),
      )

/** What each part of the policy is worth. */
export const ablationTable = ({ ablation }: Pick<PolicyScores, 'ablation'>): Html | undefined =>
  ablation.length === 0
    ? undefined
    : dataTable(
        'The policy without one of its parts, same paths: certainty equivalent over that as deployed, less 1; above zero the part helps, bold where sure',
        [
          { text: 'Policy' },
          numeric('Certainty equivalent over as deployed'),
          ...['Certainty equivalent', 'Cost', 'Tracking sd'].map(inBp),
          ...['Evaluations', 'Trades'].map(numeric),
        ],
        ablation.map(({ policy, ceExcess, ce, cost, trackingSd, evaluations, trades }) => ({
          head: policy,
          cells: [
            shareCell(ceExcess, signed),
            ...[bp(ce), bp(cost), bp(trackingSd)],
            ...[count(evaluations), count(trades)].map((text) => numberCell(text)),
          ],
        })),
      )

import { comparedStrategies, type ComparedStrategy } from '../compared-strategies'
import { count, duration, fixed, interval, measuredDigits, percent, signed } from '../format'
import type { Measured } from '../measured'
import type { FrontierScore, PolicyScores } from '../policy-scores'
import type { RecordingResult } from '../summary'
import { rowsTable } from './text-table'

const bp = (value: number): string => fixed(value * 1e4, 2)

const share = (measured: Measured): string => {
  const digits = Math.max(1, measuredDigits(measured, 100))
  return `${signed(measured.value * 100, digits)} % ${interval(measured.ci, digits, 100)}`
}

const savedText = ({ saved }: ComparedStrategy): string => {
  if (saved === undefined) return '–'
  const { value, ci, beyond } = saved
  if (value === undefined || ci === undefined) return 'beyond the grid'
  return `${share({ value, ci })}${beyond === undefined ? ' ' : '†'}`
}

const tuned =
  (show: (score: FrontierScore) => string) =>
  ({ tuned: score }: ComparedStrategy): string =>
    score === undefined ? '–' : show(score)

/**
 * What adaptive saves of each rival's cost at equal tracking (†: at the rival's nearest setting), and every strategy as
 * tuned, in basis points of spot.
 */
export const equalTrackingText = (scores: Pick<RecordingResult, 'frontier' | 'costSaved' | 'hedging'>): string =>
  rowsTable(comparedStrategies(scores), [
    ['strategy', ({ name }) => name, 'left'],
    ['adaptive saves ', savedText],
    ['Cost bp', tuned(({ cost }) => bp(cost))],
    ['Tracking sd bp', tuned(({ trackingSd }) => bp(trackingSd))],
    ['ES95 bp', tuned(({ trackingEs95 }) => bp(trackingEs95))],
    ['CE bp', tuned(({ ce }) => bp(ce))],
    ['evaluations', tuned(({ evaluations }) => count(evaluations))],
    ['trades', tuned(({ trades }) => count(trades))],
    ['setting', ({ setting }) => setting, 'left'],
  ])

/** What the policy does by called regime. */
export const byRegimeText = ({ byRegime }: Pick<PolicyScores, 'byRegime'>): string =>
  rowsTable(byRegime, [
    ['regime', ({ regime }) => regime, 'left'],
    ['share', (row) => percent(row.share)],
    ['half-width', ({ halfWidth }) => fixed(halfWidth, 4)],
    ['interval', ({ intervalSeconds }) => duration(Math.round(intervalSeconds))],
    ['evaluations/day', ({ evaluationsPerDay }) => fixed(evaluationsPerDay, 1)],
    ['cost bp/day', ({ cost }) => bp(cost)],
    ['tracking bp/√day', ({ tracking }) => bp(tracking)],
  ])

/** What each part of the policy is worth. */
export const ablationText = ({ ablation }: Pick<PolicyScores, 'ablation'>): string =>
  rowsTable(ablation, [
    ['policy', ({ policy }) => policy, 'left'],
    ['CE over as deployed', ({ ceExcess }) => (ceExcess === undefined ? '–' : share(ceExcess))],
    ['CE bp', ({ ce }) => bp(ce)],
    ['Cost bp', ({ cost }) => bp(cost)],
    ['Tracking sd bp', ({ trackingSd }) => bp(trackingSd)],
    ['evaluations', ({ evaluations }) => count(evaluations)],
    ['trades', ({ trades }) => count(trades)],
  ])

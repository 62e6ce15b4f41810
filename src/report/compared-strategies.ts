import { strategyLabel, volatilityLabel } from './labels'
import type { CostSaved, FrontierScore } from './policy-scores'
import type { RecordingResult } from './summary'

/** A strategy as tuned, and what adaptive saves of its cost at equal tracking. */
export type ComparedStrategy = {
  readonly name: string
  readonly isAdaptive: boolean
  /** What was tuned on the training part, for a person. */
  readonly setting: string
  /** Its measures there; absent where none of the frontier was tuned. */
  readonly tuned: FrontierScore | undefined
  /** Absent for adaptive itself. */
  readonly saved: CostSaved | undefined
}

/**
 * Adaptive and its rivals, the cheapest at equal tracking first: adaptive saves 0 of its own cost. Those that cannot be
 * met at equal tracking come last.
 */
export const comparedStrategies = ({
  frontier,
  costSaved,
  hedging,
}: Pick<RecordingResult, 'frontier' | 'costSaved' | 'hedging'>): readonly ComparedStrategy[] => {
  const tunedOf = (strategy: string, volatility?: FrontierScore['volatility']): FrontierScore | undefined =>
    frontier.find(
      (score) =>
        score.tuned && score.strategy === strategy && (volatility === undefined || score.volatility === volatility),
    )
  const adaptive = tunedOf('adaptive')
  const settingOf = (strategy: string): string => hedging.find((score) => score.strategy === strategy)?.setting ?? '–'
  const rivals = costSaved.map((saved): ComparedStrategy => ({
    name: strategyLabel(saved.against) + volatilityLabel(saved.against, saved.volatility),
    isAdaptive: false,
    setting: settingOf(saved.against),
    tuned: tunedOf(saved.against, saved.volatility),
    saved,
  }))
  const own: ComparedStrategy = {
    name: strategyLabel('adaptive'),
    isAdaptive: true,
    setting: settingOf('adaptive'),
    tuned: adaptive,
    saved: undefined,
  }
  const rank = ({ isAdaptive, saved }: ComparedStrategy): number => (isAdaptive ? 0 : (saved?.value ?? Infinity))
  return (adaptive === undefined ? rivals : [own, ...rivals]).toSorted((a, b) => {
    const [left, right] = [rank(a), rank(b)]
    return left === right ? 0 : left - right
  })
}

import { strategyLabel, volatilityLabel } from './labels'
import type { CostSaved, FrontierScore, PolicyScores } from './policy-scores'

/** A strategy as tuned, and what adaptive saves of its cost at equal tracking. */
export type ComparedStrategy = {
  readonly name: string
  readonly isAdaptive: boolean
  /** The tuned setting; absent where none of the frontier was tuned. */
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
}: Pick<PolicyScores, 'frontier' | 'costSaved'>): readonly ComparedStrategy[] => {
  const tunedOf = (strategy: string, volatility?: FrontierScore['volatility']): FrontierScore | undefined =>
    frontier.find(
      (score) =>
        score.tuned && score.strategy === strategy && (volatility === undefined || score.volatility === volatility),
    )
  const adaptive = tunedOf('adaptive')
  const rivals = costSaved.map((saved): ComparedStrategy => ({
    name: strategyLabel(saved.against) + volatilityLabel(saved.against, saved.volatility),
    isAdaptive: false,
    tuned: tunedOf(saved.against, saved.volatility),
    saved,
  }))
  const own: ComparedStrategy = {
    name: strategyLabel('adaptive'),
    isAdaptive: true,
    tuned: adaptive,
    saved: undefined,
  }
  const rank = ({ isAdaptive, saved }: ComparedStrategy): number => (isAdaptive ? 0 : (saved?.value ?? Infinity))
  return (adaptive === undefined ? rivals : [own, ...rivals]).toSorted((a, b) => {
    const [left, right] = [rank(a), rank(b)]
    return left === right ? 0 : left - right
  })
}

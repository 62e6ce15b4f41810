import { decide, type DecisionOutputs } from '../../core/decision/decide'
import type { DecisionInputs } from '../../core/decision/decision-inputs'
import { hedgingSnapshot } from '../../core/decision/hedge-snapshot'
import type { HedgingPolicy } from '../../core/decision/hedging-policy'
import type { PortfolioSettings } from '../../core/decision/settings'
import { hedgeOf } from '../../core/decision/unfinished-hedge'
import type { SolveQuadraticProgram } from '../../core/hedging/greeks/quadratic-program'
import type { Mandate } from '../../core/mandates/mandate'
import { SECOND } from '../../core/market/event'
import { emptyBook } from '../../core/portfolio/book'
import type { MarketState } from '../../core/reading/market-state'
import type { DecisionRecord } from '../../ports/ledger'

/** Nearest-rank quantiles; undefined of no value. */
type Spread = { readonly p10: number; readonly p50: number; readonly p90: number }

/** Medians of the decisions in one called regime. */
export type RegimeAdaptation = {
  /** The classifier's name of it; 'none' where none was called or the models were not trusted. */
  readonly regime: string
  readonly decisions: number
  /** Seconds to the next evaluation, as decided. */
  readonly intervalSeconds: number
  /** In units of the underlying; undefined where no decision drew a band. */
  readonly halfWidth: number | undefined
}

/** How an adaptive portfolio's interval and band moved with the market. */
export type Adaptation = {
  readonly portfolio: string
  readonly decisions: number
  /** As decided, seconds; the price may have forced an evaluation before. */
  readonly intervalSeconds: Spread | undefined
  /** From a decision to the next, seconds. */
  readonly waitedSeconds: Spread | undefined
  readonly byRegime: readonly RegimeAdaptation[]
  /**
   * Share of the decisions with trusted models whose band (an edge or a target) or interval is another where the
   * posterior is replaced by the regimes' long-run shares, everything else equal; undefined without such decisions.
   */
  readonly movedByPosterior: number | undefined
  /** Medians of the relative changes behind that share, all those decisions counted. */
  readonly posteriorEffect: { readonly halfWidth: number; readonly interval: number } | undefined
}

const LEVELS = { p10: 0.1, p50: 0.5, p90: 0.9 }

const quantile = (sorted: readonly number[], level: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(level * sorted.length))]

const rising = (values: readonly number[]): readonly number[] => [...values].sort((a, b) => a - b)

const spreadOf = (values: readonly number[]): Spread | undefined => {
  if (values.length === 0) return undefined
  const sorted = rising(values)
  const { p10, p50, p90 } = LEVELS
  return { p10: quantile(sorted, p10), p50: quantile(sorted, p50), p90: quantile(sorted, p90) }
}

const median = (values: readonly number[]): number | undefined => spreadOf(values)?.p50

/** Below this relative difference two figures are one, written down twice with rounding. */
const ROUNDING = 1e-9

const change = (value: number, other: number): number => Math.abs(other - value) / Math.max(Math.abs(value), 1e-12)

/** How far a decision differs from the one that another posterior would have led to. */
type Effect = { readonly moved: boolean; readonly halfWidth: number; readonly interval: number }

const effectOf = (made: DecisionOutputs, other: DecisionOutputs, at: number): Effect => {
  const [own, instead] = [hedgeOf(made.evaluated)?.band, hedgeOf(other.evaluated)?.band]
  const interval = change(made.dueAt - at, other.dueAt - at)
  if (own === undefined || instead === undefined) return { moved: interval > ROUNDING, halfWidth: 0, interval }
  const far = (name: 'lower' | 'lowerTarget' | 'upperTarget' | 'upper'): boolean =>
    Math.abs(own[name] - instead[name]) > ROUNDING * Math.max(own.halfWidth, 1e-9)
  const isBandMoved = far('lower') || far('lowerTarget') || far('upperTarget') || far('upper')
  return {
    moved: isBandMoved || interval > ROUNDING,
    halfWidth: change(own.halfWidth, instead.halfWidth),
    interval,
  }
}

/** Of the models in service: the policy, the names of the regimes and their long-run shares, in one order. */
export type AdaptingModels = {
  readonly policy: HedgingPolicy
  readonly regimes: readonly string[]
  readonly shares: readonly number[]
}

const isAdaptive = ({ mandate }: PortfolioSettings): boolean =>
  (mandate.kind === 'hedge' || mandate.kind === 'obpi') && mandate.strategy === 'adaptive'

/**
 * The mandate of a decision as it would have been with the regimes' long-run shares for a posterior: what depends on
 * the market is made of the market again, as when the decision was made; book, scale and memory stay.
 */
const withLongRunShares = (
  { mandate, time }: Pick<DecisionInputs, 'mandate' | 'time'>,
  market: MarketState,
  settings: PortfolioSettings,
  { policy, shares }: AdaptingModels,
): Mandate | undefined => {
  const own = settings.mandate
  const known = { settings, book: emptyBook, last: undefined, market: { ...market, posterior: shares }, policy, time }
  if (mandate.kind === 'hedge' && own.kind === 'hedge') {
    const { snapshot } = mandate
    const made = hedgingSnapshot(own, known)
    return { kind: 'hedge', snapshot: { ...snapshot, ...made, position: snapshot.position } }
  }
  if (mandate.kind === 'obpi' && own.kind === 'obpi') {
    const { snapshot } = mandate
    const made = hedgingSnapshot(own, known)
    return { kind: 'obpi', snapshot: { ...snapshot, ...made, position: snapshot.position } }
  }
  return undefined
}

type Seen = { readonly regime: string; readonly interval: number; readonly halfWidth: number | undefined }

type Tally = { last: number | undefined; readonly seen: Seen[]; readonly waits: number[]; readonly effects: Effect[] }

const byRegime = (seen: readonly Seen[], order: readonly string[]): readonly RegimeAdaptation[] =>
  [...order, 'none'].flatMap((regime): readonly RegimeAdaptation[] => {
    const own = seen.filter((one) => one.regime === regime)
    const intervalSeconds = median(own.map(({ interval }) => interval))
    if (intervalSeconds === undefined) return []
    const halfWidth = median(own.flatMap((one) => one.halfWidth ?? []))
    return [{ regime, decisions: own.length, intervalSeconds, halfWidth }]
  })

const resultOf = (
  [portfolio, { seen, waits, effects }]: readonly [string, Tally],
  regimes: readonly string[],
): Adaptation => {
  const halfWidth = median(effects.map((one) => one.halfWidth))
  const interval = median(effects.map((one) => one.interval))
  return {
    portfolio,
    decisions: seen.length,
    intervalSeconds: spreadOf(seen.map((one) => one.interval)),
    waitedSeconds: spreadOf(waits),
    byRegime: byRegime(seen, regimes),
    movedByPosterior: effects.length === 0 ? undefined : effects.filter(({ moved }) => moved).length / effects.length,
    posteriorEffect: halfWidth === undefined || interval === undefined ? undefined : { halfWidth, interval },
  }
}

/** Measures the adaptive portfolios' decisions as they are made; the models are those in service throughout. */
export const startAdaptation = (
  portfolios: readonly PortfolioSettings[],
  models: AdaptingModels | undefined,
  solve: SolveQuadraticProgram,
) => {
  const tallies = new Map<string, Tally>(
    portfolios.filter(isAdaptive).map(({ id }) => [id, { last: undefined, seen: [], waits: [], effects: [] }]),
  )
  const regimes = models?.regimes ?? []
  return {
    decided: (settings: PortfolioSettings, record: DecisionRecord): void => {
      const tally = tallies.get(settings.id)
      if (tally === undefined) return
      // What `commitDecision` writes down.
      const { markets, ...inputs } = record.inputs as DecisionInputs & { readonly markets: readonly MarketState[] }
      const outputs = record.outputs as DecisionOutputs
      const [market] = markets
      const isTrusted = models !== undefined && market.trust.kind === 'models'
      tally.seen.push({
        regime: isTrusted && market.regime !== undefined ? regimes[market.regime] : 'none',
        interval: (record.dueAt - record.at) / SECOND,
        halfWidth: hedgeOf(outputs.evaluated)?.band?.halfWidth,
      })
      if (tally.last !== undefined) tally.waits.push((record.at - tally.last) / SECOND)
      tally.last = record.at
      const mandate = isTrusted && withLongRunShares(inputs, market, settings, models)
      if (mandate) tally.effects.push(effectOf(outputs, decide({ ...inputs, mandate }, solve), record.at))
    },
    results: (): readonly Adaptation[] => [...tallies].map((tally) => resultOf(tally, regimes)),
  }
}

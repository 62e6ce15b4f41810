import type { SolveQuadraticProgram } from '../../core/hedging/greeks/quadratic-program'
import { DAY, SECOND, type Timestamp } from '../../core/market/event'
import type { DecisionOutputs } from '../../core/decision/decide'
import type { DecisionInputs } from '../../core/decision/decision-inputs'
import { decide } from '../../core/decision/decide'
import { flowOf } from '../../core/decision/next-evaluation'
import type { PortfolioSettings } from '../../core/decision/settings'
import { orderLabel } from '../../core/execution/label'
import type { Clock } from '../../ports/clock'
import type {
  DecisionRecord,
  EvaluationTrigger,
  Ledger,
  NewIntent,
  PortfolioStanding,
  PortfolioView,
} from '../../ports/ledger'
import type { Log } from '../log'
import { gatherInputs, type Gathered, type Surroundings } from './gather-inputs'
import { memoryOf, type PortfolioMemory } from './portfolio-memory'

/** What became of an evaluation. `dueAt`: when the portfolio is to be looked at next. */
export type EvaluationResult =
  | {
      readonly kind: 'decided'
      readonly record: DecisionRecord
      readonly outputs: DecisionOutputs
      readonly dueAt: Timestamp
    }
  | { readonly kind: 'not-due'; readonly dueAt: Timestamp }
  /** Nothing could be decided yet: an order whose end is not known, no market, another process was quicker. */
  | {
      readonly kind: 'postponed'
      readonly reason: 'open-intents' | 'no-market' | 'stale' | 'unreconciled'
      readonly dueAt: Timestamp
    }

export type EvaluationParts = Surroundings & {
  readonly ledger: Ledger
  readonly clock: Clock
  readonly log: Log
  readonly solve: SolveQuadraticProgram
  /** Sends and looks up what the portfolio has open; resolves when nothing more can be done now. */
  readonly execute: (portfolio: string) => Promise<void>
  /** False until the venue's positions were compared with the ledger's: nothing trades before. */
  readonly reconciled: (venue: string) => boolean
  /** Seconds of the clock until a postponed evaluation is tried again. */
  readonly postponement: number
  readonly observe: (settings: PortfolioSettings, result: EvaluationResult, gathered: Gathered | undefined) => void
}

const recordOf = (
  { state }: PortfolioView,
  inputs: DecisionInputs,
  gathered: Gathered,
  outputs: DecisionOutputs,
  trigger: EvaluationTrigger,
): DecisionRecord => {
  const ordered = outputs.kind === 'trade'
  const waitedSince = ordered ? flowOf(inputs.mandate)?.last?.waitingSince : undefined
  const { underway } = outputs
  const next: PortfolioMemory = {
    mandate: outputs.next ?? null,
    ordered,
    ...(waitedSince !== undefined && { waitedSince }),
    ...(underway !== undefined && { underway }),
    ...gathered.memory,
  }
  return {
    portfolio: state.id,
    sequence: state.sequence + 1,
    at: inputs.time,
    trigger,
    kind: outputs.kind,
    reasons: outputs.reasons,
    dueAt: outputs.dueAt,
    next,
    inputs: { ...inputs, markets: gathered.markets },
    outputs,
  }
}

const intentsOf = (
  { state }: PortfolioView,
  venue: string,
  { sequence }: DecisionRecord,
  { verdict }: DecisionOutputs,
) =>
  verdict?.kind !== 'approved'
    ? []
    : verdict.orders.map((order): NewIntent => {
        const { id: portfolio, epoch } = state
        return { leg: order.leg, label: orderLabel({ portfolio, epoch, sequence, leg: order.leg }), venue, order }
      })

/** What the ledger says of a portfolio now, with its orders of the last minute and its turnover of the last day. */
const standing = ({ ledger, clock }: EvaluationParts, id: string): Promise<PortfolioStanding> => {
  const now = clock.now()
  return ledger.standing(id, { sent: now - 60 * SECOND, turnover: now - DAY })
}

/**
 * Whether an order of the last decision ended, or stands, with lots that were not filled: then the position is not what
 * was decided.
 */
const leftUnfilled = async (ledger: Ledger, { state }: PortfolioView): Promise<boolean> => {
  const intents = await ledger.intents(state.id, { limit: 20 })
  return intents.some(({ sequence, filledLots, order }) => sequence === state.sequence && filledLots < order.lots)
}

/** Whether the next look lies further ahead than any may: the clock went back since. */
const isFar = ({ state }: PortfolioView, { maxInterval }: PortfolioSettings, now: Timestamp): boolean =>
  state.dueAt !== undefined && state.dueAt - now > 1.5 * maxInterval * SECOND

/** Checks that say the market's price itself is in doubt. */
const doubts: ReadonlySet<string> = new Set(['breaker', 'price-sources', 'market-record'])

/**
 * Whether the day's loss is past its limit at a price that nothing speaks against: one wrong price must not stop a
 * portfolio for good.
 */
const hasLost = ({ verdict }: DecisionOutputs): boolean => {
  if (verdict?.kind !== 'refused') return false
  const found = verdict.refusals.map(({ check }) => check)
  return found.includes('daily-loss') && !found.some((check) => doubts.has(check))
}

/**
 * Evaluates one portfolio once: resolves what is open, gathers, decides, commits and executes. A handler that runs
 * twice does nothing twice: the decision is committed on top of the one it was made after or not at all. `force` looks
 * although nothing is due.
 */
export const evaluatePortfolio = async (
  parts: EvaluationParts,
  settings: PortfolioSettings,
  trigger: EvaluationTrigger,
  force: boolean,
): Promise<EvaluationResult> => {
  const { ledger, clock, log, solve, execute, reconciled, observe, postponement } = parts
  const postponed = (reason: 'open-intents' | 'no-market' | 'stale' | 'unreconciled'): EvaluationResult => {
    const result: EvaluationResult = { kind: 'postponed', reason, dueAt: clock.now() + postponement * SECOND }
    observe(settings, result, undefined)
    return result
  }
  if (!reconciled(settings.venue)) return postponed('unreconciled')
  let view = await standing(parts, settings.id)
  if (view.open.length > 0) {
    await execute(settings.id)
    view = await standing(parts, settings.id)
    if (view.open.length > 0) return postponed('open-intents')
  }
  const memory = memoryOf(view.state.last)
  const unfilled = memory?.ordered === true && (await leftUnfilled(ledger, view))
  const isForced = force || isFar(view, settings, clock.now())
  const gathered = await gatherInputs(parts, settings, view, { force: isForced, unfilled })
  if (gathered === undefined) return postponed('no-market')
  const { inputs } = gathered
  const outputs = decide(inputs, solve)
  if (outputs.reasons.includes('not-due')) return { kind: 'not-due', dueAt: view.state.dueAt ?? outputs.dueAt }
  const record = recordOf(view, inputs, gathered, outputs, trigger)
  const intents = intentsOf(view, settings.venue, record, outputs)
  if ((await ledger.commit(record, intents, gathered.entries)) === 'stale') return postponed('stale')
  const result: EvaluationResult = { kind: 'decided', record, outputs, dueAt: record.dueAt }
  observe(settings, result, gathered)
  if (hasLost(outputs)) {
    await ledger.setMode(settings.id, 'halted', 'the daily loss is past its limit')
    log.error({ event: 'portfolio.halted', portfolioId: settings.id, reason: 'daily-loss' })
  }
  if (intents.length === 0) return result
  await execute(settings.id)
  const soon = clock.now() + settings.minInterval * SECOND
  const after = await ledger.portfolio(settings.id)
  return soon < result.dueAt && (await leftUnfilled(ledger, after)) ? { ...result, dueAt: soon } : result
}

/**
 * When the mandate of a portfolio wants to be woken by the price, from what it remembers; undefined where no price
 * does.
 */
export const quietOf = (last: unknown): { readonly above: number; readonly below: number } | undefined => {
  const mandate = memoryOf(last)?.mandate
  if (typeof mandate !== 'object' || mandate === null || !('quiet' in mandate)) return undefined
  const { quiet } = mandate
  if (typeof quiet !== 'object' || quiet === null || !('above' in quiet) || !('below' in quiet)) return undefined
  const { above, below } = quiet
  return typeof above === 'number' && typeof below === 'number' ? { above, below } : undefined
}

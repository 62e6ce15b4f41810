import type { DecisionOutputs } from '../../core/decision/decide'
import type { DecisionInputs } from '../../core/decision/decision-inputs'
import { flowOf } from '../../core/decision/next-evaluation'
import type { MandateMemory } from '../../core/decision/remembered'
import type { PortfolioSettings } from '../../core/decision/settings'
import { orderLabel } from '../../core/execution/label'
import type { DecisionRecord, EvaluationTrigger, NewIntent, PortfolioView } from '../../ports/ledger'
import type { EngineParts } from './engine-parts'
import type { Gathered } from './gather-inputs'
import type { PortfolioMemory } from './portfolio-memory'

/** A decision with its inputs. */
export type Decided = {
  readonly settings: PortfolioSettings
  readonly view: PortfolioView
  readonly gathered: Gathered
  readonly outputs: DecisionOutputs
  readonly trigger: EvaluationTrigger
}

const memoryAfter = (inputs: DecisionInputs, gathered: Gathered, outputs: DecisionOutputs): PortfolioMemory => {
  const ordered = outputs.kind === 'trade'
  const waitedSince = ordered ? flowOf(inputs.mandate)?.last?.waitingSince : undefined
  const { underway } = outputs
  return {
    // What `decide` gives is what `mandateMemoryOf` reads.
    mandate: (outputs.next ?? null) as MandateMemory | null,
    ordered,
    ...(waitedSince !== undefined && { waitedSince }),
    ...(underway !== undefined && { underway }),
    ...gathered.memory,
  }
}

const recordOf = ({ view: { state }, gathered, outputs, trigger }: Decided): DecisionRecord => {
  const { inputs, markets } = gathered
  return {
    portfolio: state.id,
    sequence: state.sequence + 1,
    at: inputs.time,
    trigger,
    kind: outputs.kind,
    reasons: outputs.reasons,
    dueAt: outputs.dueAt,
    next: memoryAfter(inputs, gathered, outputs),
    inputs: { ...inputs, markets },
    outputs,
  }
}

const intentsOf = ({ view: { state }, settings: { venue }, outputs: { verdict } }: Decided, sequence: number) =>
  verdict?.kind !== 'approved'
    ? []
    : verdict.orders.map((order): NewIntent => {
        const { id: portfolio, epoch } = state
        return { leg: order.leg, label: orderLabel({ portfolio, epoch, sequence, leg: order.leg }), venue, order }
      })

/**
 * Writes a decision into the ledger with its orders and the entries that it was made after; undefined where another
 * decision came first. Running it twice has the effect of running it once: the decision is committed directly after the
 * one it was based on, or not at all.
 */
export const commitDecision = async (
  { ledger }: Pick<EngineParts, 'ledger'>,
  decided: Decided,
): Promise<{ readonly record: DecisionRecord; readonly intents: readonly NewIntent[] } | undefined> => {
  const record = recordOf(decided)
  const intents = intentsOf(decided, record.sequence)
  const answer = await ledger.commit(record, intents, decided.gathered.entries)
  return answer === 'stale' ? undefined : { record, intents }
}

/** Checks of the gate that fail when the market's price itself is doubtful. */
const doubts: ReadonlySet<string> = new Set(['breaker', 'price-sources', 'market-record'])

/**
 * Whether the day's loss exceeds its limit while every check of the price passes: one wrong price must not halt a
 * portfolio permanently.
 */
const hasLost = ({ verdict, expired }: DecisionOutputs): boolean => {
  if (verdict?.kind !== 'refused' || (expired?.unsettled.length ?? 0) > 0) return false
  const found = verdict.refusals.map(({ check }) => check)
  return found.includes('daily-loss') && !found.some((check) => doubts.has(check))
}

/**
 * Halts a portfolio whose daily loss exceeds its limit. While an option waits for its settlement the loss is
 * provisional: orders are refused, and only the settled loss halts.
 */
export const haltOnLoss = async (
  { ledger, log }: Pick<EngineParts, 'ledger' | 'log'>,
  { settings, outputs }: Pick<Decided, 'settings' | 'outputs'>,
): Promise<void> => {
  if (!hasLost(outputs)) return
  await ledger.setMode(settings.id, 'halted', 'the daily loss is past its limit')
  log.error({ event: 'portfolio.halted', portfolioId: settings.id, reason: 'daily-loss' })
}

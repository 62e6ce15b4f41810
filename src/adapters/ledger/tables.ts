import type { ExpressionBuilder, ExpressionWrapper, Generated, Kysely, SqlBool, Transaction } from 'kysely'
import type { IntentState } from '../../core/execution/intent'
import type { PortfolioMode } from '../../core/portfolio/portfolio'
import type { DecisionRecord, EvaluationTrigger } from '../../ports/ledger'

/** Not final. Spelled as the index on open intents has it. */
export const isOpen = (eb: ExpressionBuilder<Tables, 'intent'>): ExpressionWrapper<Tables, 'intent', SqlBool> =>
  eb('intent.state', 'in', ['pending', 'sent', 'working'])

/**
 * Rows as PostgreSQL keeps them. Structured values are canonical JSON in text, so that values read back equal to what
 * was written, byte for byte.
 */
export type PortfolioRow = {
  readonly id: string
  readonly epoch: string
  readonly opened_at: number
  readonly sequence: Generated<number>
  readonly mode: Generated<PortfolioMode>
  readonly mode_reason: string | null
  readonly due_at: number | null
  readonly evaluated_at: number | null
  readonly last: string | null
  readonly book: string
}

export type DecisionRow = {
  readonly portfolio: string
  readonly sequence: number
  readonly at: number
  readonly trigger: EvaluationTrigger
  readonly kind: DecisionRecord['kind']
  readonly reasons: string
  readonly due_at: number
  readonly next: string | null
  readonly inputs: string
  readonly outputs: string
}

/** A strategy that decisions refer to, once however many of them do. */
export type StrategyRow = {
  /** Digest of the body. */
  readonly id: string
  readonly body: string
}

/** A decision whose strategy stands in a row of its own; null where it stands in the inputs. */
export type StoredDecisionRow = DecisionRow & { readonly strategy: string | null }

export type IntentRow = {
  readonly portfolio: string
  readonly sequence: number
  readonly leg: number
  readonly label: string
  readonly venue: string
  /** The approved order. */
  readonly instruction: string
  readonly created_at: number
  readonly state: Generated<IntentState>
  readonly sent_at: number | null
  readonly filled_lots: Generated<number>
  readonly venue_order: string | null
  readonly reason: string | null
  readonly changed_at: number
}

export type EntryRow = {
  readonly portfolio: string
  /** 1, 2, … in the order of posting, as in the book. */
  readonly place: number
  readonly source: string
  readonly at: number
  /** |value| of a fill in minor units, 0 for all else. */
  readonly turnover: number
  readonly body: string
}

export type OperatorActionRow = {
  readonly id: Generated<number>
  readonly at: number
  readonly actor: string
  readonly action: string
  readonly portfolio: string | null
  readonly details: string | null
  readonly episode: Generated<string | null>
}

export type KillSwitchRow = {
  readonly id: Generated<boolean>
  readonly engaged: boolean
  readonly reason: string | null
  readonly engaged_by: string | null
  readonly at: number | null
}

export type Tables = {
  readonly portfolio: PortfolioRow
  readonly strategy: StrategyRow
  readonly decision: StoredDecisionRow
  readonly intent: IntentRow
  readonly entry: EntryRow
  readonly operator_action: OperatorActionRow
  readonly kill_switch: KillSwitchRow
}

export type Db = Kysely<Tables>
export type Tx = Transaction<Tables>

import type { Selectable } from 'kysely'
import { canonicalJson } from '../../core/canonical-json'
import { Fault } from '../../core/error'
import type { Intent } from '../../core/execution/intent'
import type { Approved } from '../../core/execution/order'
import type { LedgerEntry } from '../../core/portfolio/ledger/entry'
import type { Book, PortfolioState } from '../../core/portfolio/portfolio'
import type { DecisionRecord, KillSwitch } from '../../ports/ledger'
import type { DecisionRow, EntryRow, IntentRow, KillSwitchRow, PortfolioRow } from './tables'

/** A value as text; null for undefined. */
export const written = (value: unknown): string | null => (value === undefined ? null : canonicalJson(value))

/** The value of a text that `written` made. */
export const read = (text: string | null): unknown => (text === null ? undefined : (JSON.parse(text) as unknown))

export const stateOf = (row: Omit<Selectable<PortfolioRow>, 'book' | 'opened_at'>): PortfolioState => ({
  id: row.id,
  epoch: row.epoch,
  sequence: row.sequence,
  mode: row.mode,
  modeReason: row.mode_reason ?? undefined,
  dueAt: row.due_at ?? undefined,
  evaluatedAt: row.evaluated_at ?? undefined,
  last: read(row.last),
})

export const bookOf = ({ book }: Pick<PortfolioRow, 'book'>): Book => read(book) as Book

export const intentOf = (row: Omit<Selectable<IntentRow>, 'venue_order' | 'changed_at'>): Intent => ({
  portfolio: row.portfolio,
  sequence: row.sequence,
  leg: row.leg,
  label: row.label,
  venue: row.venue,
  order: read(row.instruction) as Approved,
  state: row.state,
  createdAt: row.created_at,
  sentAt: row.sent_at ?? undefined,
  filledLots: row.filled_lots,
  reason: row.reason ?? undefined,
})

/** The one row of the switch. Throws 'bad-input' where the row was removed: nothing trades then. */
export const killSwitchOf = (row: Omit<Selectable<KillSwitchRow>, 'id'> | null | undefined): KillSwitch => {
  if (!row) throw new Fault('bad-input', 'the kill switch has no row in this ledger')
  const { engaged, reason, engaged_by: by, at } = row
  return { engaged, reason: reason ?? undefined, by: by ?? undefined, at: at ?? undefined }
}

type Summary = Omit<DecisionRecord, 'inputs' | 'outputs'>

export const summaryOf = (row: Omit<Selectable<DecisionRow>, 'inputs' | 'outputs'>): Summary => ({
  portfolio: row.portfolio,
  sequence: row.sequence,
  at: row.at,
  trigger: row.trigger,
  kind: row.kind,
  reasons: read(row.reasons) as readonly string[],
  dueAt: row.due_at,
  next: read(row.next),
})

export const decisionOf = (row: Selectable<DecisionRow>): DecisionRecord => ({
  ...summaryOf(row),
  inputs: read(row.inputs),
  outputs: read(row.outputs),
})

export const decisionRow = (record: DecisionRecord): DecisionRow => ({
  portfolio: record.portfolio,
  sequence: record.sequence,
  at: record.at,
  trigger: record.trigger,
  kind: record.kind,
  reasons: canonicalJson(record.reasons),
  due_at: record.dueAt,
  next: written(record.next),
  inputs: canonicalJson(record.inputs),
  outputs: canonicalJson(record.outputs),
})

export const entryRow = (portfolio: string, place: number, entry: LedgerEntry): EntryRow => ({
  portfolio,
  place,
  source: entry.source,
  at: entry.at,
  turnover: entry.kind === 'fill' ? Math.abs(entry.cash + entry.fee) : 0,
  body: canonicalJson(entry),
})

export const entryOf = ({ body }: Pick<EntryRow, 'body'>): LedgerEntry => read(body) as LedgerEntry

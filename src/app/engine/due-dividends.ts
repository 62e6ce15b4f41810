import { tradedInstrument, type PortfolioSettings } from '../../core/decision/settings'
import type { Timestamp } from '../../core/market/event'
import type { PaidDividend } from '../../core/portfolio/entries'
import type { LedgerEntry } from '../../core/portfolio/ledger/entry'
import type { PortfolioView } from '../../ports/ledger'
import type { EngineParts } from './engine-parts'
import type { PortfolioMemory } from './portfolio-memory'

/** Changes of a position, of entries later than a time. */
export const changesOf = (
  entries: readonly LedgerEntry[],
  instrument: string,
): readonly { readonly at: Timestamp; readonly lots: number }[] =>
  entries.flatMap((entry) =>
    'lots' in entry && entry.instrument === instrument && entry.lots !== 0 ? [{ at: entry.at, lots: entry.lots }] : [],
  )

/**
 * The dividends of the underlying that went ex since the book was last marked, on what was held of it then; those of
 * before the first decision are none of the book's.
 */
export const dueDividends = async (
  { ledger }: Pick<EngineParts, 'ledger'>,
  settings: PortfolioSettings,
  { state, book }: PortfolioView,
  { time, memory }: { readonly time: Timestamp; readonly memory: PortfolioMemory | undefined },
): Promise<readonly PaidDividend[]> => {
  const since = memory?.seen?.mark.time
  const due = settings.dividends?.filter(({ at }) => since !== undefined && at > since && at <= time) ?? []
  if (due.length === 0) return []
  const instrument = tradedInstrument(settings)
  const { lots = 0, lot = 1 } = book.positions.find((own) => own.instrument === instrument) ?? {}
  const changes = changesOf(await ledger.entriesAfter(state.id, due[0].at - 1), instrument)
  return due.flatMap(({ at, amount }) => {
    // What trades at the time itself trades ex.
    const held = changes.reduce((sum, change) => (change.at >= at ? sum - change.lots : sum), lots)
    return held === 0 ? [] : [{ instrument, at, amount, units: held * lot }]
  })
}

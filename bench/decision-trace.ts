import type { DecisionRecord, Ledger } from '../src/ports/ledger'

/** One evaluation that ended in a commit, microseconds by `now`. */
export type Decided = {
  readonly record: DecisionRecord
  readonly began: number
  /** When the ledger had answered. */
  readonly read: number
  readonly decided: number
  readonly committed: number
}

/**
 * Microseconds since the epoch that never jump. Not the service's clock: that one rises at every call, and runs ahead
 * where it is called continually.
 */
export const now = (): number => 1_000 * (performance.timeOrigin + performance.now())

type Calls = { readonly began: number; readonly read: number }

/**
 * A ledger that reports at every commit when the evaluation began and what it waited for. One evaluation of a portfolio
 * at a time.
 */
export const traceDecisions =
  (onDecided: (decided: Decided) => void) =>
  (ledger: Ledger): Ledger => {
    const calls = new Map<string, Calls>()
    return {
      ...ledger,
      standing: async (id, since) => {
        const began = calls.get(id)?.began ?? now()
        const answer = await ledger.standing(id, since)
        calls.set(id, { began, read: now() })
        return answer
      },
      commit: async (record, ...rest) => {
        const call = calls.get(record.portfolio)
        calls.delete(record.portfolio)
        const decided = now()
        const answer = await ledger.commit(record, ...rest)
        if (answer !== 'committed' || call === undefined) throw new Error('a commit was stale')
        onDecided({ record, ...call, decided, committed: now() })
        return answer
      },
    }
  }

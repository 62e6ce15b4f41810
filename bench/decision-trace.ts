import type { Clock } from '../src/ports/clock'
import type { DecisionRecord, Ledger } from '../src/ports/ledger'

/** One evaluation that ended in a commit, microseconds of the service's clock. */
export type Decided = {
  readonly record: DecisionRecord
  readonly began: number
  /** The ledger had answered. */
  readonly read: number
  readonly decided: number
  readonly committed: number
}

type Calls = { readonly began: number; readonly read: number }

/** A ledger that tells of every commit when the evaluation began and what it waited for. One evaluation of a portfolio at a time. */
export const traceDecisions =
  (told: (decided: Decided) => void) =>
  (ledger: Ledger, clock: Clock): Ledger => {
    const calls = new Map<string, Calls>()
    return {
      ...ledger,
      standing: async (id, since) => {
        const began = calls.get(id)?.began ?? clock.now()
        const answer = await ledger.standing(id, since)
        calls.set(id, { began, read: clock.now() })
        return answer
      },
      commit: async (record, ...rest) => {
        const call = calls.get(record.portfolio)
        calls.delete(record.portfolio)
        const decided = clock.now()
        const answer = await ledger.commit(record, ...rest)
        if (answer !== 'committed' || call === undefined) throw new Error('a commit was stale')
        told({ record, ...call, decided, committed: clock.now() })
        return answer
      },
    }
  }

import type { Clock } from '../src/ports/clock'
import type { DecisionRecord, Ledger } from '../src/ports/ledger'

/** One evaluation that ended in a commit, microseconds of the service's clock. */
export type Decided = {
  readonly record: DecisionRecord
  readonly began: number
  /** The portfolio was read. */
  readonly read: number
  /** All else that the decision is made from was read. */
  readonly gathered: number
  readonly decided: number
  readonly committed: number
}

type Calls = { began: number; read: number; gathered: number }

/** A ledger that tells of every commit when the evaluation began and what it waited for. One evaluation of a portfolio at a time. */
export const traceDecisions =
  (told: (decided: Decided) => void) =>
  (ledger: Ledger, clock: Clock): Ledger => {
    const calls = new Map<string, Calls>()
    /** Who else reads for an evaluation. */
    const reading = async <T>(id: string, answer: Promise<T>): Promise<T> => {
      const value = await answer
      const call = calls.get(id)
      if (call !== undefined) call.gathered = clock.now()
      return value
    }
    return {
      ...ledger,
      standing: async (id, since) => {
        const began = calls.get(id)?.began ?? clock.now()
        calls.set(id, { began, read: 0, gathered: 0 })
        const view = await ledger.standing(id, since)
        const now = clock.now()
        calls.set(id, { began, read: now, gathered: now })
        return view
      },
      entries: (id, page) => reading(id, ledger.entries(id, page)),
      intents: (id, page) => reading(id, ledger.intents(id, page)),
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

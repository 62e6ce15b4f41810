import { Fault } from '../../core/error'
import { finalStates, type Intent, type IntentKey } from '../../core/execution/intent'
import { advanceIntent } from '../../core/execution/intent-state'
import type { LedgerEntry } from '../../core/ledger/entry'
import { emptyBook, postEntry } from '../../core/portfolio/book'
import { fillEntry } from '../../core/portfolio/entries'
import type { Book, PortfolioState } from '../../core/portfolio/portfolio'
import type { DecisionRecord, KillSwitch, Ledger, OperatorAction } from '../../ports/ledger'

type Account = {
  state: PortfolioState
  book: Book
  readonly entries: LedgerEntry[]
  readonly sources: Set<string>
  readonly decisions: DecisionRecord[]
  readonly intents: Intent[]
}

export type MemoryLedgerOptions = {
  /** Told of every decision that is committed, for whoever wants them all. */
  readonly committed?: (record: DecisionRecord) => void
  /** Newest decisions that are kept; all by default. */
  readonly decisions?: number
}

const isKey = (own: IntentKey, { sequence, leg }: IntentKey): boolean => own.sequence === sequence && own.leg === leg
const isOpen = ({ state }: Intent): boolean => !finalStates.has(state)
const newest = <T>(all: readonly T[], limit: number): readonly T[] => all.slice(-limit).reverse()

/** Open ones are among the last: a portfolio trades again only when those before have ended. */
const openOf = (intents: readonly Intent[]): readonly Intent[] => intents.slice(-100).filter(isOpen)

/** From the newest back to the first that is too old: what happens in memory happens in the order of time. */
const since = <T>(all: readonly T[], isOld: (one: T) => boolean): readonly T[] =>
  all.slice(all.findLastIndex(isOld) + 1)

/**
 * A ledger in memory for dry runs and tests of one process that makes each call once, in the order of time: the books and intents that the database would have, nothing kept.
 * It is not for more: names are not checked, a commit that is made again is stale. Its epochs are all the same, so that a run can be repeated.
 */
export const startMemoryLedger = ({ committed, decisions: most = Infinity }: MemoryLedgerOptions = {}): Ledger => {
  const accounts = new Map<string, Account>()
  const actions: OperatorAction[] = []
  const episodes = new Set<string>()
  let kill: KillSwitch = { engaged: false, reason: undefined, by: undefined, at: undefined }
  const accountOf = (id: string): Account => {
    const account = accounts.get(id)
    if (account === undefined) throw new Fault('usage', `no portfolio ${id}`)
    return account
  }
  const placeOf = (key: IntentKey): { readonly account: Account; readonly place: number; readonly intent: Intent } => {
    const account = accountOf(key.portfolio)
    const place = account.intents.findLastIndex((own) => isKey(own, key))
    if (place < 0) throw new Fault('usage', `no intent ${key.portfolio} ${key.sequence} ${key.leg}`)
    return { account, place, intent: account.intents[place] }
  }
  const change = (key: IntentKey, values: Partial<Intent>): void => {
    const { account, place, intent } = placeOf(key)
    account.intents[place] = { ...intent, ...values }
  }
  const post = (account: Account, entries: readonly LedgerEntry[]): void => {
    for (const entry of entries) {
      if (account.sources.has(entry.source)) continue
      account.sources.add(entry.source)
      account.entries.push(entry)
      account.book = postEntry(account.book, entry)
    }
  }
  const done = Promise.resolve()
  // Async functions, so that a fault is a rejection, as it is of a ledger behind a connection.
  return {
    open: async (id, _, entries) => {
      const known = accounts.get(id)
      if (known) return known.state
      const state: PortfolioState = {
        ...{ id, epoch: 'abc123', sequence: 0, mode: 'active', modeReason: undefined },
        ...{ dueAt: undefined, evaluatedAt: undefined, last: undefined },
      }
      const account = { state, book: emptyBook, entries: [], sources: new Set<string>(), decisions: [], intents: [] }
      post(account, entries)
      accounts.set(id, account)
      return Promise.resolve(state)
    },
    portfolios: async () => Promise.resolve([...accounts.values()].map(({ state }) => state)),
    timetable: async () =>
      Promise.resolve(
        [...accounts.values()].map(({ state: { id, mode, dueAt, evaluatedAt } }) => ({ id, mode, dueAt, evaluatedAt })),
      ),
    portfolio: async (id) => {
      const { state, book, intents } = accountOf(id)
      return Promise.resolve({ state, book, open: openOf(intents) })
    },
    setMode: async (id, mode, modeReason) => {
      const account = accountOf(id)
      account.state = { ...account.state, mode, modeReason }
      return done
    },
    commit: async (record, intents, entries = []) => {
      const account = accountOf(record.portfolio)
      const isLate = record.sequence !== account.state.sequence + 1
      if (isLate || (intents.length > 0 && openOf(account.intents).length > 0)) return 'stale'
      account.decisions.push(record)
      if (account.decisions.length > most) account.decisions.shift()
      account.intents.push(
        ...intents.map((own): Intent => ({
          ...own,
          ...{ portfolio: record.portfolio, sequence: record.sequence, state: 'pending', createdAt: record.at },
          ...{ sentAt: undefined, filledLots: 0, reason: undefined },
        })),
      )
      post(account, entries)
      const { sequence, dueAt, at: evaluatedAt, next: last } = record
      account.state = { ...account.state, sequence, dueAt, evaluatedAt, last }
      committed?.(record)
      return Promise.resolve('committed')
    },
    decision: async (id, sequence) => Promise.resolve(accountOf(id).decisions.find((own) => own.sequence === sequence)),
    decisions: async (id, { limit, before = Infinity }) =>
      Promise.resolve(
        newest(
          accountOf(id).decisions.filter(({ sequence }) => sequence < before),
          limit,
        ),
      ),
    claim: async (key, at) => {
      if (placeOf(key).intent.state !== 'pending') return false
      change(key, { state: 'sent', sentAt: at })
      return Promise.resolve(true)
    },
    report: async (key, report) => {
      const { account, intent } = placeOf(key)
      const state = advanceIntent(intent.state, { kind: 'reported', state: report.state })
      post(
        account,
        report.fills.map((fill) => fillEntry(intent, fill)),
      )
      const filledLots = report.fills.reduce((sum, { lots }) => sum + lots, 0)
      change(key, { state, filledLots, reason: report.reason ?? intent.reason })
      return done
    },
    close: async (key, closed, reason) => {
      change(key, { state: advanceIntent(placeOf(key).intent.state, { kind: 'closed', state: closed }), reason })
      return done
    },
    openIntents: async (id) =>
      Promise.resolve(
        (id === undefined ? [...accounts.values()] : [accountOf(id)]).flatMap((own) => own.intents.filter(isOpen)),
      ),
    intents: async (id, { limit, before = Infinity }) => {
      const { intents } = accountOf(id)
      const own = before === Infinity ? intents : intents.filter(({ sequence }) => sequence < before)
      return Promise.resolve(newest(own, limit))
    },
    post: async (id, entries) => {
      post(accountOf(id), entries)
      return done
    },
    entries: async (id, { limit }) => Promise.resolve(newest(accountOf(id).entries, limit)),
    standing: async (id, from) => {
      const { state, book, intents, entries } = accountOf(id)
      const sent = since(intents, ({ sentAt }) => sentAt !== undefined && sentAt < from.sent)
      const worth = since(entries, ({ at }) => at < from.turnover).map((own) =>
        own.kind === 'fill' ? own.lots * own.lot * own.price : 0,
      )
      return Promise.resolve({
        ...{ state, book, open: openOf(intents), killSwitch: kill },
        sent: sent.flatMap(({ sentAt }) => sentAt ?? []),
        turnover: worth.reduce((sum, value) => sum + Math.abs(value), 0),
      })
    },
    killSwitch: async () => Promise.resolve(kill),
    setKillSwitch: async (engaged, reason, by, at) => {
      kill = { engaged, reason, by, at }
      return done
    },
    audit: async (action) => {
      actions.push(action)
      return done
    },
    auditOnce: async (episode, action) => {
      if (episode.length < 1 || episode.length > 200)
        throw new Fault('bad-input', `an episode has 1 to 200 letters, got ${episode.length}`)
      if (episodes.has(episode)) return false
      episodes.add(episode)
      actions.push(action)
      return Promise.resolve(true)
    },
    actions: async ({ limit, before = Infinity }) =>
      Promise.resolve(
        newest(
          actions.filter(({ at }) => at < before),
          limit,
        ),
      ),
    end: async () => done,
  }
}

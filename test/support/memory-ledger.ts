import { Fault } from '../../src/core/error'
import { finalStates, type Intent, type IntentKey } from '../../src/core/execution/intent'
import { advanceIntent } from '../../src/core/execution/intent-state'
import type { LedgerEntry } from '../../src/core/ledger/entry'
import { foldEntries } from '../../src/core/portfolio/book'
import { fillEntry } from '../../src/core/portfolio/entries'
import type { PortfolioState } from '../../src/core/portfolio/portfolio'
import type { DecisionRecord, KillSwitch, Ledger, OperatorAction } from '../../src/ports/ledger'

type Account = {
  state: PortfolioState
  readonly entries: LedgerEntry[]
  readonly decisions: DecisionRecord[]
  intents: Intent[]
}

const isKey = (own: IntentKey, { sequence, leg }: IntentKey): boolean => own.sequence === sequence && own.leg === leg

/** A ledger in memory, for tests of what stands on one: the same answers as the real one within one process, nothing kept. */
export const startMemoryLedger = (): Ledger => {
  const accounts = new Map<string, Account>()
  const actions: OperatorAction[] = []
  let kill: KillSwitch = { engaged: false, reason: undefined, by: undefined, at: undefined }
  const accountOf = (id: string): Account => {
    const account = accounts.get(id)
    if (account === undefined) throw new Fault('usage', `no portfolio ${id}`)
    return account
  }
  const intentOf = (key: IntentKey): Intent => {
    const intent = accountOf(key.portfolio).intents.find((own) => isKey(own, key))
    if (intent === undefined) throw new Fault('usage', `no intent ${key.portfolio} ${key.sequence} ${key.leg}`)
    return intent
  }
  const change = (key: IntentKey, values: Partial<Intent>): void => {
    const account = accountOf(key.portfolio)
    account.intents = account.intents.map((own) => (isKey(own, key) ? { ...own, ...values } : own))
  }
  const post = (account: Account, entries: readonly LedgerEntry[]): readonly LedgerEntry[] => {
    const fresh = entries.filter(({ source }) => !account.entries.some((own) => own.source === source))
    account.entries.push(...fresh)
    return fresh
  }
  const isOpen = ({ state }: Intent): boolean => !finalStates.has(state)
  const newest = <T>(all: readonly T[], limit: number): readonly T[] => all.toReversed().slice(0, limit)
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
      accounts.set(id, { state, entries: [...entries], decisions: [], intents: [] })
      return Promise.resolve(state)
    },
    portfolios: async () => Promise.resolve([...accounts.values()].map(({ state }) => state)),
    portfolio: async (id) => {
      const { state, entries, intents } = accountOf(id)
      return Promise.resolve({ state, book: foldEntries(entries), open: intents.filter(isOpen) })
    },
    setMode: async (id, mode, modeReason) => {
      const account = accountOf(id)
      account.state = { ...account.state, mode, modeReason }
      return done
    },
    commit: async (record, intents, entries = []) => {
      const account = accountOf(record.portfolio)
      const isLate = record.sequence !== account.state.sequence + 1
      if (isLate || (intents.length > 0 && account.intents.some(isOpen))) return 'stale'
      account.decisions.push(record)
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
      return Promise.resolve('committed')
    },
    decision: async (id, sequence) => Promise.resolve(accountOf(id).decisions.find((own) => own.sequence === sequence)),
    decisions: async (id, { limit }) => Promise.resolve(newest(accountOf(id).decisions, limit)),
    claim: async (key, at) => {
      if (intentOf(key).state !== 'pending') return false
      change(key, { state: 'sent', sentAt: at })
      return Promise.resolve(true)
    },
    report: async (key, report) => {
      const intent = intentOf(key)
      const state = advanceIntent(intent.state, { kind: 'reported', state: report.state })
      const entries = report.fills.map((fill) => fillEntry(intent, fill))
      post(accountOf(key.portfolio), entries)
      const filledLots = report.fills.reduce((sum, { lots }) => sum + lots, 0)
      change(key, { state, filledLots, reason: report.reason ?? intent.reason })
      return done
    },
    close: async (key, closed, reason) => {
      change(key, { state: advanceIntent(intentOf(key).state, { kind: 'closed', state: closed }), reason })
      return done
    },
    openIntents: async (id) =>
      Promise.resolve(
        (id === undefined ? [...accounts.values()] : [accountOf(id)]).flatMap((own) => own.intents.filter(isOpen)),
      ),
    intents: async (id, { limit }) => Promise.resolve(newest(accountOf(id).intents, limit)),
    post: async (id, entries) => {
      post(accountOf(id), entries)
      return done
    },
    entries: async (id, { limit }) => Promise.resolve(newest(accountOf(id).entries, limit)),
    standing: async (id, since) => {
      const { state, intents, entries } = accountOf(id)
      const sent = intents.flatMap(({ sentAt }) => (sentAt !== undefined && sentAt >= since.sent ? [sentAt] : []))
      const worth = entries.map((own) =>
        own.kind === 'fill' && own.at >= since.turnover ? own.lots * own.lot * own.price : 0,
      )
      const view = { state, book: foldEntries(entries), open: intents.filter(isOpen) }
      return Promise.resolve({
        ...view,
        killSwitch: kill,
        sent,
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
    actions: async ({ limit }) => Promise.resolve(newest(actions, limit)),
    end: async () => done,
  }
}

import { canonicalJson } from '../../../core/canonical-json'
import { Fault } from '../../../core/error'
import type { Approved } from '../../../core/execution/order'
import { fromMinor } from '../../../core/portfolio/ledger/money'
import type { KillSwitch, Ledger, NewIntent, OperatorAction } from '../../../ports/ledger'
import { decisionOf, decisionRow, read, summaryOf, written } from '../rows'
import { neverOpened } from '../rules'
import type { DecisionRow } from '../tables'
import {
  insertRising,
  newest,
  newestWithTies,
  openOf,
  postingOf,
  putIntent,
  since,
  startAccount,
  writePosting,
  type MemoryAccount,
} from './account'
import { memoryIntentCalls } from './intents'

export type MemoryLedgerOptions = {
  /** Called with every decision that is committed, as it is written. */
  readonly committed?: (row: DecisionRow) => void
  /**
   * Newest decisions that are kept of a portfolio; all by default. One that is gone is not found, and committing it
   * again is stale.
   */
  readonly decisions?: number
}

const byId = (a: MemoryAccount, b: MemoryAccount): number => (a.state.id < b.state.id ? -1 : 1)

/**
 * The ledger in the memory of one process, for dry runs and tests: it passes the port's contract, except that nothing
 * outlives the process. All epochs are equal, so that a run can be repeated.
 */
export const startMemoryLedger = ({ committed, decisions: most = Infinity }: MemoryLedgerOptions = {}): Ledger => {
  const accounts = new Map<string, MemoryAccount>()
  const labels = new Set<string>()
  const actions: OperatorAction[] = []
  const episodes = new Set<string>()
  let kill: KillSwitch = { engaged: false, reason: undefined, by: undefined, at: undefined }

  const accountOf = (id: string): MemoryAccount => {
    const account = accounts.get(id)
    if (account === undefined) throw neverOpened(id)
    return account
  }
  const sorted = (): readonly MemoryAccount[] => [...accounts.values()].sort(byId)
  const writeAction = (action: OperatorAction): void => {
    insertRising(actions, { ...action, details: read(written(action.details)) }, ({ at }) => at)
  }

  /** Throws 'bad-input' where an order cannot be written. */
  const checkIntents = (intents: readonly NewIntent[]): void => {
    const own = new Set<string | number>()
    for (const { label, leg } of intents) {
      if (label.length < 1 || label.length > 64 || !(leg >= 0))
        throw new Fault(
          'bad-input',
          `an order has a label of 1 to 64 letters and a leg from 0, got '${label}' and ${leg}`,
        )
      if (labels.has(label) || own.has(label) || own.has(leg))
        throw new Fault('bad-input', `label '${label}' or leg ${leg} was there before`)
      own.add(label).add(leg)
    }
  }

  const commit: Ledger['commit'] = async (record, intents, entries = []) => {
    const { portfolio, sequence, at } = record
    if (intents.length > 0 && record.kind !== 'trade')
      throw new Fault('bad-input', `a decision to ${record.kind} has no orders, got ${intents.length}`)
    const row = decisionRow(record)
    const account = accountOf(portfolio)
    const { state, decisions } = account
    if (sequence <= state.sequence) {
      const kept = decisions.find((own) => own.sequence === sequence)
      return Promise.resolve(kept !== undefined && canonicalJson(kept) === canonicalJson(row) ? 'committed' : 'stale')
    }
    if (sequence > state.sequence + 1 || (intents.length > 0 && account.open.size > 0)) return 'stale'
    checkIntents(intents)
    const orders = intents.map(({ order }) => read(canonicalJson(order)) as Approved)
    const posting = postingOf(account, entries)
    // Nothing throws from here on.
    decisions.push(row)
    if (decisions.length > most) decisions.shift()
    const legs = intents.map((intent, place) => ({ ...intent, order: orders[place] })).sort((a, b) => a.leg - b.leg)
    for (const { leg, label, venue, order } of legs) {
      labels.add(label)
      const fresh = { state: 'pending', createdAt: at, sentAt: undefined, filledLots: 0, reason: undefined } as const
      putIntent(account, { portfolio, sequence, leg, label, venue, order, ...fresh })
    }
    writePosting(account, posting)
    account.state = { ...state, sequence, dueAt: record.dueAt, evaluatedAt: at, last: read(row.next) }
    committed?.(row)
    return 'committed'
  }

  // Async functions, so that a fault is a rejection, as it is of a ledger behind a connection.
  return {
    ...memoryIntentCalls(accounts, accountOf),
    commit,

    open: async (id, _, entries) => {
      const known = accounts.get(id)
      if (known !== undefined) return Promise.resolve(known.state)
      if (!/^[a-z0-9-]{1,32}$/.test(id))
        throw new Fault('bad-input', `a portfolio is named by 1 to 32 small letters, digits and dashes, not '${id}'`)
      const account = startAccount({
        ...{ id, epoch: 'abc123', sequence: 0, mode: 'active', modeReason: undefined },
        ...{ dueAt: undefined, evaluatedAt: undefined, last: undefined },
      })
      writePosting(account, postingOf(account, entries))
      accounts.set(id, account)
      return account.state
    },
    portfolios: () => Promise.resolve(sorted().map(({ state }) => state)),
    timetable: () =>
      Promise.resolve(
        sorted().map(({ state: { id, mode, dueAt, evaluatedAt } }) => ({ id, mode, dueAt, evaluatedAt })),
      ),
    portfolio: async (id) => {
      const account = accountOf(id)
      return Promise.resolve({ state: account.state, book: account.book, open: openOf(account) })
    },
    setMode: async (id, mode, modeReason) => {
      const account = accountOf(id)
      account.state = { ...account.state, mode, modeReason }
      return Promise.resolve()
    },
    standing: async (id, from) => {
      const account = accountOf(id)
      const worth = since(account.worth, from.turnover, ({ at }) => at)
      return Promise.resolve({
        ...{ state: account.state, book: account.book, open: openOf(account), killSwitch: kill },
        sent: since(account.sent, from.sent, (at) => at),
        turnover: fromMinor(worth.reduce((sum, { turnover }) => sum + turnover, 0)),
      })
    },

    decision: (portfolio, sequence) => {
      const row = accounts.get(portfolio)?.decisions.find((own) => own.sequence === sequence)
      return Promise.resolve(row && decisionOf(row))
    },
    decisions: (portfolio, { limit, before = Infinity }) => {
      const rows = (accounts.get(portfolio)?.decisions ?? []).filter(({ sequence }) => sequence < before)
      return Promise.resolve(newest(rows, limit).map(summaryOf))
    },

    post: async (id, entries) => {
      const account = accountOf(id)
      writePosting(account, postingOf(account, entries))
      return Promise.resolve()
    },
    entries: (id, { limit, before = Infinity }) =>
      Promise.resolve(newest(accounts.get(id)?.entries ?? [], limit, before - 1)),

    entriesAfter: (id, time) => Promise.resolve((accounts.get(id)?.entries ?? []).filter(({ at }) => at > time)),

    killSwitch: () => Promise.resolve(kill),
    setKillSwitch: (engaged, reason, by, at) => {
      kill = { engaged, reason, by, at }
      return Promise.resolve()
    },
    audit: async (action) => Promise.resolve(writeAction(action)),
    auditOnce: async (episode, action) => {
      if (episode.length < 1 || episode.length > 200)
        throw new Fault('bad-input', `an episode has 1 to 200 letters, got ${episode.length}`)
      if (episodes.has(episode)) return Promise.resolve(false)
      writeAction(action)
      episodes.add(episode)
      return true
    },
    actions: ({ limit, before = Infinity }) => Promise.resolve(newestWithTies(actions, limit, before, ({ at }) => at)),
    end: () => Promise.resolve(),
  }
}

import { Fault } from '../../../core/error'
import { advanceIntent, type IntentKey, type IntentState } from '../../../core/execution/intent'
import { fillEntry } from '../../../core/portfolio/entries'
import type { Ledger } from '../../../ports/ledger'
import { checkReport, reportedState } from '../rules'
import { newestWithTies, openOf, placeOf, postingOf, putIntent, writePosting, type MemoryAccount } from './account'

type Found = { readonly account: MemoryAccount; readonly place: number }

/** The ledger's calls on intents. `accountOf` throws 'usage' for a portfolio that was never opened. */
export const memoryIntentCalls = (
  accounts: ReadonlyMap<string, MemoryAccount>,
  accountOf: (id: string) => MemoryAccount,
): Pick<Ledger, 'claim' | 'report' | 'close' | 'openIntents' | 'intents'> => {
  const find = (key: IntentKey): Found => {
    const account = accountOf(key.portfolio)
    const place = placeOf(account, key)
    if (place === undefined)
      throw new Fault('usage', `no intent ${key.portfolio} ${key.sequence} leg ${key.leg} in this ledger`)
    return { account, place }
  }
  const change = ({ account, place }: Found, values: { readonly state: IntentState; readonly reason?: string }): void =>
    putIntent(account, { ...account.intents[place], ...values }, place)

  return {
    claim: (key, at) => {
      const account = accounts.get(key.portfolio)
      const place = account && placeOf(account, key)
      if (account === undefined || place === undefined || account.intents[place].state !== 'pending')
        return Promise.resolve(false)
      putIntent(account, { ...account.intents[place], state: 'sent', sentAt: at }, place)
      return Promise.resolve(true)
    },

    report: async (key, report) => {
      const { account, place } = find(key)
      const intent = account.intents[place]
      checkReport(intent, report)
      const state = reportedState(intent.state, report)
      const fills = report.fills.map((fill) => ({ lots: fill.lots, entry: fillEntry(intent, fill) }))
      const posting = postingOf(
        account,
        fills.map(({ entry }) => entry),
      )
      writePosting(account, posting)
      const fresh = new Set(posting.fresh)
      const filled = fills.reduce((sum, { lots, entry }) => sum + (fresh.has(entry) ? lots : 0), 0)
      const reason = report.reason ?? intent.reason
      putIntent(account, { ...intent, state, filledLots: intent.filledLots + filled, reason }, place)
      return Promise.resolve()
    },

    close: async (key, closed, reason) => {
      const found = find(key)
      const { state } = found.account.intents[found.place]
      const next = advanceIntent(state, { kind: 'closed', state: closed })
      if (next !== state) change(found, { state: next, reason })
      return Promise.resolve()
    },

    openIntents: (portfolio) => {
      const own =
        portfolio === undefined ? [...accounts.values()] : [accounts.get(portfolio)].flatMap((one) => one ?? [])
      return Promise.resolve(
        own
          .flatMap(openOf)
          .sort(
            (a, b) => a.createdAt - b.createdAt || (a.portfolio < b.portfolio ? -1 : Number(a.portfolio > b.portfolio)),
          ),
      )
    },

    intents: (portfolio, { limit, before = Infinity }) =>
      Promise.resolve(
        newestWithTies(accounts.get(portfolio)?.intents ?? [], limit, before, ({ sequence }) => sequence),
      ),
  }
}

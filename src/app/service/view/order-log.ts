import { fromMinor } from '../../../core/portfolio/ledger/money'
import type { Ledger } from '../../../ports/ledger'
import type { Metrics } from '../web/metrics'
import type { LiveUpdate } from '../web/view'

/** Orders read after an execution, and states remembered. */
const newest = 20
const remembered = 10_000

export type OrderLog = {
  /** Reports the changes of a portfolio's last orders since they were last read. */
  readonly read: (portfolio: string) => Promise<void>
}

/** Reports orders and fills to page and metrics, each state and each fill once in this process. */
export const startOrderLog = (
  ledger: Pick<Ledger, 'intents' | 'entries'>,
  metrics: Metrics,
  publish: (update: LiveUpdate) => void,
): OrderLog => {
  const states = new Map<string, string>()
  const isNews = (key: string, state: string): boolean => {
    if (states.get(key) === state) return false
    states.set(key, state)
    const [oldest] = states.keys()
    if (states.size > remembered && oldest !== undefined) states.delete(oldest)
    return true
  }
  return {
    read: async (portfolio) => {
      for (const intent of [...(await ledger.intents(portfolio, { limit: newest }))].reverse())
        if (isNews(intent.label, `${intent.state} ${intent.filledLots}`)) {
          metrics.order(intent.state)
          publish({ kind: 'intent', intent })
        }
      for (const entry of [...(await ledger.entries(portfolio, { limit: newest }))].reverse())
        if (entry.kind === 'fill' && isNews(`${portfolio} ${entry.source}`, 'posted')) {
          metrics.fill(Math.abs(entry.lots * entry.lot * entry.price), fromMinor(entry.fee))
          publish({ kind: 'fill', fill: { portfolio, ...entry } })
        }
    },
  }
}

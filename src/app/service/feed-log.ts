import type { Alert } from '../../ports/alert-sink'
import type { EngineObserver } from '../engine/engine-parts'
import type { Log } from '../log'
import type { FeedStatus } from './web/schema/market'

/** The state of each feed and how often it reconnected: for the page, the log and the alerts. */
export type FeedLog = Pick<EngineObserver, 'feedStatus' | 'feedFailed' | 'refused' | 'levelChanged'> & {
  readonly of: (instrument: string) => FeedStatus | undefined
}

export const startFeedLog = (log: Log, alert: (alert: Alert) => void): FeedLog => {
  const byInstrument = new Map<string, FeedStatus>()
  const up = new Set<string>()
  const note = (instrument: string, { status, ...rest }: Omit<FeedStatus, 'reconnects'>): void => {
    const before = byInstrument.get(instrument)
    const wasUp = up.has(instrument)
    if (status === 'connected') up.add(instrument)
    const reconnects = (before?.reconnects ?? 0) + (status === 'connected' && wasUp ? 1 : 0)
    byInstrument.set(instrument, { status, ...rest, reconnects })
  }
  return {
    feedStatus: ({ name, markets }, { status, at, reason }) => {
      for (const instrument of markets.keys())
        note(instrument, { source: name, status, since: at, ...(reason !== undefined && { reason }) })
      const isClosed = status === 'ended' && reason === 'closed'
      const level = isClosed || status === 'connected' || status === 'connecting' ? 'info' : 'warn'
      const event = `feed.${status}`
      log[level]({ event, feed: name, reason })
      if (status === 'connecting' || isClosed) return
      const text = `feed ${name} is ${status}${reason === undefined ? '' : `: ${reason}`}`
      alert({ at, severity: status === 'connected' ? 'info' : 'warning', event, subject: name, text })
    },
    feedFailed: ({ name, markets }, error) => {
      log.error({ event: 'feed.failed', feed: name, error })
      const at = Math.max(0, ...[...markets.values()].map(({ market }) => market.state()?.time ?? 0))
      const text = `feed ${name} failed and is not followed any more`
      alert({ at, severity: 'critical', event: 'feed.failed', subject: name, text })
    },
    refused: ({ name }, instrument, reason) => log.warn({ event: 'event.refused', feed: name, instrument, reason }),
    levelChanged: ({ name }, instrument, { at, from }) => {
      const event = 'market.level-changed'
      log.warn({ event, feed: name, instrument, from })
      const text = `${instrument}: prices stay beyond a factor of ten of ${from}, the last one before (a split, a redenomination or a crash): they are the market from now on, and its breaker keeps orders back until it is calm. Check the options, positions and limits of its portfolios.`
      alert({ at, severity: 'critical', event, subject: instrument, text })
    },
    of: (instrument) => byInstrument.get(instrument),
  }
}

import type { BarReading } from '../../core/reading/market'
import type { MarketState } from '../../core/reading/market-state'
import type { Alert } from '../../ports/alert-sink'
import type { MarketFeed } from '../../ports/market-feed'
import type { Log } from '../log'
import { followFeed, stateOf, type LiveMarket } from './follow-feed'
import type { FollowedFeed } from './followed-markets'
import type { Hedger } from './hedger'
import type { FeedLog } from '../service/view/feed-log'

export type RunFeedsParts = {
  readonly followed: readonly FollowedFeed[]
  readonly hedger: Hedger
  readonly feeds: FeedLog
  readonly log: Log
  readonly alert: (alert: Alert) => void
  readonly barsClosed: (state: MarketState, readings: readonly BarReading[]) => void
  /** Takes what arrives, for a recording. */
  readonly record: (feed: MarketFeed, item: Parameters<Parameters<typeof followFeed>[2]['item']>[0]) => void
}

const severityOf = (status: string): Alert['severity'] => (status === 'connected' ? 'info' : 'warning')

/** Follows every feed until it ends. A replay waits for what its events set off; a live feed does not. */
export const runFeeds = (parts: RunFeedsParts): { readonly ended: Promise<void> } => {
  const { followed, hedger, feeds, log, alert, barsClosed, record } = parts
  const follow = async ({ name, feed, markets, clock }: FollowedFeed): Promise<void> => {
    const instruments = [...markets.keys()]
    try {
      await followFeed(feed, markets, {
        item: (item) => record(feed, item),
        status: (status) => {
          feeds.told(name, instruments, status)
          const isAsked = status.status === 'ended' && status.reason === 'closed'
          const level = isAsked || status.status === 'connected' || status.status === 'connecting' ? 'info' : 'warn'
          log[level]({ event: `feed.${status.status}`, feed: name, reason: status.reason })
          if (status.status !== 'connecting' && !isAsked)
            alert({
              at: status.at,
              severity: severityOf(status.status),
              event: `feed.${status.status}`,
              text: `feed ${name} is ${status.status}${status.reason === undefined ? '' : `: ${status.reason}`}`,
            })
        },
        refused: (instrument, reason) => log.warn({ event: 'event.refused', feed: name, instrument, reason }),
        moved: (live: LiveMarket, change) => {
          const state = live.market.state()
          if (state === undefined) return undefined
          if (change.kind === 'bars') barsClosed(stateOf(live) ?? state, change.readings)
          const woken = hedger.moved(live.instrument, state.spot)
          return clock === undefined ? undefined : woken
        },
      })
    } catch (error) {
      log.error({ event: 'feed.failed', feed: name, error })
      const at = Math.max(0, ...[...markets.values()].map(({ market }) => market.state()?.time ?? 0))
      alert({
        at,
        severity: 'critical',
        event: 'feed.failed',
        text: `feed ${name} failed and is not followed any more`,
      })
    }
  }
  return { ended: Promise.all(followed.map(follow)).then(() => undefined) }
}

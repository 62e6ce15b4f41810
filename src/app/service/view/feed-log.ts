import type { FeedStatus } from '../web/schema/market'
import type { FeedItem } from '../../../ports/market-feed'

type Told = Extract<FeedItem, { kind: 'status' }>

/** How each feed stands and how often it had to come back. */
export type FeedLog = {
  readonly told: (feed: string, instruments: readonly string[], status: Told) => void
  readonly of: (instrument: string) => FeedStatus | undefined
  readonly all: () => readonly FeedStatus[]
}

export const startFeedLog = (): FeedLog => {
  const byInstrument = new Map<string, FeedStatus>()
  const up = new Set<string>()
  return {
    told: (feed, instruments, { status, at, reason }) => {
      for (const instrument of instruments) {
        const before = byInstrument.get(instrument)
        const wasUp = up.has(instrument)
        if (status === 'connected') up.add(instrument)
        const reconnects = (before?.reconnects ?? 0) + (status === 'connected' && wasUp ? 1 : 0)
        byInstrument.set(instrument, {
          source: feed,
          status,
          since: at,
          ...(reason !== undefined && { reason }),
          reconnects,
        })
      }
    },
    of: (instrument) => byInstrument.get(instrument),
    all: () => [...byInstrument.values()],
  }
}

import type { TimeSources } from '../../adapters/clock/system-clock'
import type { MarketFeed } from '../../ports/market-feed'
import type { ServiceConfig } from '../config/file/schema'
import type { Config } from '../config/settings'
import type { Log } from '../log'

/** What a process of the service does. */
export type Roles = {
  /** Reads the feeds, publishes their markets and wakes portfolios on prices. */
  readonly feeds: boolean
  /** Takes heartbeats. */
  readonly hedge: boolean
  /** Takes retraining and report jobs. */
  readonly jobs: boolean
  /** Serves API and dashboard. */
  readonly serve: boolean
}

export const everything: Roles = { feeds: true, hedge: true, jobs: true, serve: true }
export const serving: Roles = { feeds: true, hedge: false, jobs: false, serve: true }
export const working: Roles = { feeds: false, hedge: true, jobs: true, serve: false }

export type LiveParts = {
  readonly settings: Config
  readonly config: ServiceConfig
  readonly roles: Roles
  readonly log: Log
  /** Wraps every feed; tests use it to break feeds. */
  readonly through?: ((feed: MarketFeed) => MarketFeed) | undefined
  /** The clocks of a live service; the system's where absent. */
  readonly times?: TimeSources | undefined
}

/** The queue of heartbeats. */
export const hedgeEvaluation = 'hedge-evaluation'

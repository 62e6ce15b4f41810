import { EventEmitter, once } from 'node:events'
import { join } from 'node:path'
import { configChecker } from '../../../../src/app/config/file/check-config'
import type { ServiceConfig } from '../../../../src/app/config/file/schema'
import { parseSettings } from '../../../../src/app/config/settings'
import type { Log, LogEvent } from '../../../../src/app/log'
import { everything } from '../../../../src/app/service/live-parts'
import { startLive, type LiveService } from '../../../../src/app/service/start-live'

export const shipped = join(__dirname, '../../../../data/microstructure')

export const limits = {
  orderNotional: 2500,
  positionNotional: 6000,
  dailyTurnover: 1e6,
  ordersPerMinute: 60,
  slippage: 0.01,
  price: { leastSources: 1, maxAge: 600, maxDeviation: 0.01 },
  dailyLoss: 5000,
}

const portfolio = (id: string, riskAversion: number, own: object = {}) => ({
  id,
  instrument: 'simulated/microstructure',
  venue: 'paper',
  symbol: 'microstructure',
  mandate: {
    kind: 'hedge',
    strategy: { kind: 'whalley-wilmott', riskAversion, multiplier: 1 },
    programme: { type: 'call', moneyness: 1, days: 0.25, quantity: -10, multiplier: 1 },
    scale: { contracts: 10, price: 200 },
  },
  cash: 5000,
  costs: { fee: 0.0005 },
  limits,
  minInterval: 20,
  maxInterval: 600,
  ...own,
})

export type Replayed = {
  readonly from: string
  readonly to?: string
  readonly speed?: number
  readonly record?: string
  readonly recording?: string
  /** Settings of the narrow portfolio that are others. */
  readonly narrow?: object
}

/** Two hedged portfolios on a piece of the shipped recording, without models. */
export const aReplayConfig = ({ from, to, speed, record, recording = shipped, narrow }: Replayed): ServiceConfig => {
  const checked = configChecker(() => undefined)(
    JSON.stringify({
      service: { port: 0 },
      feeds: [
        {
          ...{ kind: 'replay', name: 'shipped', recording, instruments: ['simulated/microstructure'], from, to, speed },
          breaker: { move: 0.025, withinSeconds: 300, spread: 0.02, calmSeconds: 300 },
        },
      ],
      venues: [
        {
          ...{ kind: 'paper', name: 'paper', seed: 7, latency: { leastSeconds: 0.05, meanSeconds: 0.05 } },
          instruments: {
            microstructure: {
              ...{ market: 'simulated/microstructure', lot: 0.01, tick: 0.01, fee: 0.0005 },
              impact: { coefficient: 0.02, volume: 100 },
            },
          },
        },
      ],
      portfolios: [portfolio('narrow', 300, narrow), portfolio('wide', 3)],
      ...(record !== undefined && { record: { folder: record } }),
    }),
  )
  if ('config' in checked) return checked.config
  throw new Error(JSON.stringify(checked.problems))
}

const running = new Set<LiveService>()

/** Closes a service that is still running because the test that waited for its decisions failed. */
export const closeRunning = async (): Promise<void> => {
  for (const live of running) await live.close()
}

/** Runs the service until it has made so many decisions, and closes it. Rejects on what it logs as an error. */
export const decisionsOfAService = async (home: string, config: ServiceConfig, wanted: number): Promise<void> => {
  let decided = 0
  const reached = new EventEmitter()
  reached.on('error', () => undefined)
  const enough = once(reached, 'enough')
  const onEvent = ({ event }: LogEvent): void => {
    if (event.startsWith('hedge.') && ++decided === wanted) reached.emit('enough')
  }
  const log: Log = {
    debug: onEvent,
    info: onEvent,
    warn: onEvent,
    error: (event) =>
      reached.emit('error', event['error'] instanceof Error ? event['error'] : new Error(JSON.stringify(event))),
  }
  const settings = parseSettings({ BANDSHIFT_HOME: home, BANDSHIFT_LOG: 'silent' })
  const live = await startLive({ settings, config, roles: { ...everything, jobs: false, serve: false }, log })
  running.add(live)
  try {
    await enough
  } finally {
    await live.close()
    running.delete(live)
  }
}

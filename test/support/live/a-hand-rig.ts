import { systemClock, type TimeSources } from '../../../src/adapters/clock/system-clock'
import { aLiveConfig, aPortfolioSection, aService, type LoggedEvent, type RunningService } from './a-live-service'
import { aHandFeed, type HandFeed } from './hand-feed'

export const handInstrument = 'deribit/HAND'

/**
 * A live configuration of one portfolio on a feed by hand, with a breaker that prices five times what they were open.
 */
export const aHandConfig = (breaker: Readonly<Record<string, number>> = {}) =>
  aLiveConfig({
    feed: {
      kind: 'deribit',
      instruments: [handInstrument],
      recording: undefined,
      from: undefined,
      speed: undefined,
      breaker: { move: 0.2, withinSeconds: 1, spread: 0.5, calmSeconds: 1, ...breaker },
    },
    portfolios: [
      aPortfolioSection('one', handInstrument, { minInterval: 0.1, maxInterval: 0.4, limits: { dailyLoss: 2_000 } }),
    ],
  })

export const systemTimes: TimeSources = { monotonic: () => performance.timeOrigin + performance.now(), wall: Date.now }

export type HandRig = { readonly service: RunningService; readonly hand: HandFeed; readonly tick: () => void }

/**
 * A live service on a hand-driven feed with twenty minutes of its market; `tick` sends a price that moved by half a
 * percent at most.
 */
export const aHandRig = async (
  database: string,
  times: TimeSources = systemTimes,
  config = aHandConfig(),
): Promise<HandRig> => {
  const clock = systemClock(() => undefined, times)
  const hand = aHandFeed({ venue: 'deribit', symbol: 'HAND' }, clock)
  const service = await aService({ database, config, through: () => hand.feed, times })
  await service.whenLogged(({ event }) => event === 'feed.connected')
  let quotes = 0
  const mid = (): number => 200 * (1 + 0.005 * Math.sin(++quotes))
  for (let ago = 1_200; ago > 0; ago -= 5) hand.quote(mid(), ago)
  return { service, hand, tick: () => hand.quote(mid()) }
}

/** Ticks until a new event that satisfies is logged. */
export const ticking = async (
  { service }: HandRig,
  tick: () => void,
  satisfies: (event: LoggedEvent) => boolean,
): Promise<LoggedEvent> => {
  const ticks = setInterval(tick, 20)
  try {
    return await service.whenLogged(satisfies, service.logged.length)
  } finally {
    clearInterval(ticks)
  }
}

export const filled = ({ event }: LoggedEvent): boolean => event === 'order.filled'
export const refusedFor =
  (reason: string) =>
  ({ event, reasons }: LoggedEvent): boolean =>
    event === 'hedge.refused' && JSON.stringify(reasons).includes(reason)

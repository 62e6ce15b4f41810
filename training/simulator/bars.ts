import { z } from 'zod'
import { SECOND, type RecordedBar, type Truth } from '../../src/core/market/event'
import type { Rng } from '../../src/core/rng'
import { SECONDS_PER_YEAR, type Path, type SimulatedSpan } from './path'

/** Parameters of every bar world apart from its price process. */
export const barFields = {
  /** Price at the start. */
  spot: z.number().positive().default(100),
  /** Expected annual growth of the price. */
  drift: z.number().min(-5).max(5).default(0),
  periodSeconds: z.number().int().min(1).max(604_800).default(60),
  /** Steps of the price inside a bar; high and low are over these. */
  substeps: z.number().int().min(1).max(1000).default(12),
  /** Mean volume of a bar at the variance of the first bar, units of the underlying. */
  volumePerBar: z.number().positive().default(50),
  tradesPerBar: z.number().min(0).max(10_000).default(20),
}

type BarParameters = { readonly [K in keyof typeof barFields]: z.infer<(typeof barFields)[K]> }

/**
 * Bars of a price process, each followed by the truth in force at its close. A bar carries its opening time and arrives
 * at its close; it opens at the close before it. Volume rises with variance (Tauchen & Pitts, Econometrica 51 (1983)
 * 485–505) and the share of buyers is larger in rising bars.
 */
export function* simulateBars(
  parameters: BarParameters,
  path: Path,
  rng: Rng,
  span: SimulatedSpan,
): Generator<RecordedBar | Truth> {
  const { periodSeconds, substeps, volumePerBar, tradesPerBar } = parameters
  const years = periodSeconds / SECONDS_PER_YEAR
  const usualVariance = path.variance()
  let close = parameters.spot
  for (let from = span.from; from + periodSeconds * SECOND <= span.to; from += periodSeconds * SECOND) {
    const open = close
    const variance = path.variance()
    let high = open
    let low = open
    for (let step = 0; step < substeps; step++) {
      close *= Math.exp(path.advance(years / substeps))
      if (close > high) high = close
      if (close < low) low = close
    }
    const noise = Math.exp(0.4 * rng.normal() - 0.08)
    const pace = usualVariance > 0 ? Math.sqrt(variance / usualVariance) : 1
    const volume = volumePerBar * pace * noise
    const move = variance > 0 ? Math.log(close / open) / Math.sqrt(variance * years) : 0
    const buyShare = Math.min(Math.max(0.5 + 0.1 * Math.tanh(move) + 0.1 * rng.normal(), 0.02), 0.98)
    const to = from + periodSeconds * SECOND
    yield {
      kind: 'bar',
      timestamp: from,
      localTimestamp: to,
      open,
      high,
      low,
      close,
      volume,
      trades: 1 + rng.poisson((tradesPerBar * volume) / volumePerBar),
      buyVolume: volume * buyShare,
    }
    yield { kind: 'truth', timestamp: to, state: path.state(), variance: path.variance() }
  }
}

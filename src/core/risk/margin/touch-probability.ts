import { normalCdf } from '../../pricing/normal'

/**
 * Probability that a driftless lognormal price touches `barrier` > 0 from `spot` within `years`, by the reflection
 * principle. 1 at the spot itself, 0 where vol or years is 0 and it is elsewhere. Falls as the barrier moves away.
 * Borodin & Salminen, Handbook of Brownian Motion (2002), 2.0.2.
 */
export const touchProbability = (spot: number, barrier: number, vol: number, years: number): number => {
  if (barrier === spot) return 1
  const deviation = vol * Math.sqrt(years)
  if (deviation === 0) return 0
  const distance = Math.abs(Math.log(barrier / spot))
  // The log price drifts by −σ²/2: towards a barrier below, away from one above.
  const drift = (barrier < spot ? 0.5 : -0.5) * deviation * deviation
  const reflected = Math.exp((2 * drift * distance) / (deviation * deviation))
  const touched = normalCdf((drift - distance) / deviation) + reflected * normalCdf((-drift - distance) / deviation)
  return Math.min(touched, 1)
}

import { Fault } from '../../error'
import { normalCdf } from '../../pricing/normal'
import { normalQuantile } from '../../pricing/normal-quantile'
import { bracketedRoot } from '../../statistics/bracketed-root'

/** Normal jumps of the log price: `perYear` ≥ 0 on average, each with mean `mean` and standard deviation `sd` ≥ 0. */
export type Jumps = { readonly perYear: number; readonly mean: number; readonly sd: number }

/**
 * What is expected of an asset over the next interval: annual volatility of the diffusion ≥ 0, expected growth E[S'/S]
 * = e^{drift·years}, jumps if any.
 */
export type ReturnForecast = {
  readonly vol: number
  readonly drift: number
  readonly jumps?: Jumps | undefined
}

/** A component of the log return's law: weight, mean and standard deviation of a normal. */
type Component = { readonly weight: number; readonly mean: number; readonly sd: number }

/** Throws where a forecast lies outside its range; NaN stops here. */
const checkForecast = ({ vol, drift, jumps }: ReturnForecast): void => {
  if (!(vol >= 0 && vol < Infinity && Number.isFinite(drift)))
    throw new Fault('numerical-domain', `a return forecast needs vol ≥ 0 and a finite drift, got ${vol} and ${drift}`)
  if (jumps === undefined) return
  if (!(jumps.perYear >= 0 && jumps.perYear < Infinity && Number.isFinite(jumps.mean) && jumps.sd >= 0))
    throw new Fault('numerical-domain', `jumps need a rate ≥ 0 and an sd ≥ 0, got ${jumps.perYear} and ${jumps.sd}`)
}

/**
 * The log return over `years` as a mixture of normals, by the number of jumps, until what is left weighs under 1e-18.
 * One component without jumps. R. C. Merton, Journal of Financial Economics 3 (1976) 125–144.
 */
export const logReturnMixture = (forecast: ReturnForecast, years: number): readonly Component[] => {
  checkForecast(forecast)
  const { vol, drift, jumps } = forecast
  const variance = vol * vol * years
  const mean = drift * years - 0.5 * variance
  if (jumps === undefined || jumps.perYear === 0 || years === 0) return [{ weight: 1, mean, sd: Math.sqrt(variance) }]
  const count = jumps.perYear * years
  const compensated = mean - count * Math.expm1(jumps.mean + 0.5 * jumps.sd * jumps.sd)
  const components: Component[] = []
  let logWeight = -count
  for (let n = 0; n <= count || logWeight > -41.5; n++, logWeight += Math.log(count / n)) {
    const sd = Math.sqrt(variance + n * jumps.sd * jumps.sd)
    components.push({ weight: Math.exp(logWeight), mean: compensated + n * jumps.mean, sd })
  }
  return components
}

/** P(S'/S ≤ gross); a step where the law has no spread, the jump belonging to the probability. 0 at gross ≤ 0. */
export const grossReturnCdf = (components: readonly Component[], gross: number): number => {
  if (gross <= 0) return 0
  const x = Math.log(gross)
  let sum = 0
  for (const { weight, mean, sd } of components)
    sum += weight * (sd === 0 ? (x >= mean ? 1 : 0) : normalCdf((x - mean) / sd))
  return Math.min(sum, 1)
}

/** E[(gross − S'/S)⁺], what a put on the return is worth undiscounted under this law. 0 at gross ≤ 0. */
export const grossReturnShortfall = (components: readonly Component[], gross: number): number => {
  if (gross <= 0) return 0
  const x = Math.log(gross)
  let sum = 0
  for (const { weight, mean, sd } of components)
    if (sd === 0) sum += weight * Math.max(gross - Math.exp(mean), 0)
    else {
      const d = (x - mean) / sd
      sum += weight * (gross * normalCdf(d) - Math.exp(mean + 0.5 * sd * sd) * normalCdf(d - sd))
    }
  return Math.max(sum, 0)
}

/**
 * The gross return S'/S over `years` that is undercut with probability `level` in (0, 1): the worst expected move at
 * that confidence. Closed form without jumps, else by bracketed root; where the law has atoms (vol 0), the least value
 * whose distribution function reaches the level. Faults on a level outside.
 */
export const grossReturnQuantile = (forecast: ReturnForecast, years: number, level: number): number => {
  if (!(level > 0 && level < 1 && years >= 0))
    throw new Fault('numerical-domain', `a quantile needs a level in (0, 1) and years ≥ 0, got ${level}, ${years}`)
  const components = logReturnMixture(forecast, years)
  const z = normalQuantile(level)
  if (components.length === 1) return Math.exp(components[0].mean + components[0].sd * z)
  let [low, high] = [Infinity, -Infinity]
  for (const { mean, sd } of components) {
    low = Math.min(low, mean - 40 * sd)
    high = Math.max(high, mean + 40 * sd)
  }
  const root = bracketedRoot((x) => grossReturnCdf(components, Math.exp(x)) - level, low - 1e-9, high + 1e-9, 1e-13)
  return Math.exp(root ?? low)
}

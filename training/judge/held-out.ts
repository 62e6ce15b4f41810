import type { Prepared } from '../data/prepare'
import type { Range } from '../data/split'
import type { FittedModels } from '../fit/fit-models'
import { predict, type Predictions } from '../fit/predict'

/** Predictions of models on the bars of a range; columns begin at its first bar. */
export type HeldOut = Omit<Predictions, 'term'> & {
  readonly held: Range
  /** Mean per-bar variance by horizon. */
  readonly variance: readonly Float64Array[]
}

/** Runs models over the bars of a range. */
export const predictRange = (
  { dataset, market: { profile } }: Prepared,
  models: Pick<FittedModels, 'forecaster' | 'classifier'>,
  held: Range,
): HeldOut => {
  const { x, first, columns } = dataset
  const rows = held.to - held.from
  const from = (held.from - first) * columns.length
  const own = { ...dataset, first: held.from, rows, x: x.subarray(from, from + rows * columns.length) }
  const { term, quantiles, levels, posterior, states, shares } = predict(own, profile, models)
  const cut = (column: Float64Array, width: number): Float64Array => column.slice(held.from * width, held.to * width)
  return {
    held,
    variance: term.variance.map((column) => cut(column, 1)),
    quantiles: cut(quantiles, profile.horizons.length * levels.length),
    levels,
    posterior: cut(posterior, states),
    states,
    shares,
  }
}

/**
 * Predictions on bars that follow one another, put together; columns are indexed by bar, valid from the first held bar
 * to the last.
 */
export const joinHeldOut = (
  { dataset: { series }, market: { profile } }: Prepared,
  parts: readonly HeldOut[],
): Predictions => {
  const [{ levels, states, held }] = parts
  const horizons = profile.horizons.map(({ bars }) => bars)
  const joined = (width: number, of: (part: HeldOut) => Float64Array): Float64Array => {
    const column = new Float64Array(series.length * width)
    for (const part of parts) column.set(of(part), part.held.from * width)
    return column
  }
  return {
    term: { first: held.from, horizons, variance: horizons.map((_, h) => joined(1, ({ variance }) => variance[h])) },
    quantiles: joined(horizons.length * levels.length, ({ quantiles }) => quantiles),
    levels,
    posterior: joined(states, ({ posterior }) => posterior),
    states,
    // Of the newest models, which were fitted on the most bars.
    shares: parts[parts.length - 1].shares,
  }
}

import { Fault } from '../../src/core/error'
import type { Rng } from '../../src/core/rng'

export type ConfidenceSetOptions = {
  /** Circular moving blocks of this many rows; at least the horizon where targets overlap. */
  readonly blockLength: number
  readonly rng: Rng
  /** Default 0.9. */
  readonly level?: number
  /** Default 1000. */
  readonly replications?: number
}

export type ConfidenceSet = {
  /** Names in the set, in the order given. */
  readonly members: readonly string[]
  /** Largest significance level at which the model is in the set, by name. */
  readonly pValues: Readonly<Record<string, number>>
}

// Mean loss of each resample, from running sums over two copies of the series, so that a block costs two reads.
const resampledMeans = (losses: readonly Float64Array[], blockLength: number, replications: number, rng: Rng) => {
  const n = losses[0].length
  const running = losses.map((loss) => {
    const sums = new Float64Array(2 * n + 1)
    for (let i = 0; i < 2 * n; i++) sums[i + 1] = sums[i] + loss[i % n]
    return sums
  })
  const means = losses.map(() => new Float64Array(replications))
  for (let r = 0; r < replications; r++)
    for (let drawn = 0; drawn < n; drawn += blockLength) {
      const start = rng.integer(n)
      const length = Math.min(blockLength, n - drawn)
      for (let m = 0; m < losses.length; m++) means[m][r] += (running[m][start + length] - running[m][start]) / n
    }
  return means
}

/**
 * Models that do not differ from the best at the level: range statistic over pairwise t values, the worst model dropped
 * until equality is not rejected. Losses are by model name, all of one length. Identical loss series tie. Hansen, Lunde
 * & Nason, Econometrica 79 (2011) 453–497.
 */
export const confidenceSet = (
  losses: Readonly<Record<string, Float64Array>>,
  { blockLength, rng, level = 0.9, replications = 1000 }: ConfidenceSetOptions,
): ConfidenceSet => {
  const names = Object.keys(losses)
  const series = names.map((name) => losses[name])
  const n = series[0]?.length ?? 0
  if (n < 2 || series.some((loss) => loss.length !== n || !loss.every(Number.isFinite)))
    throw new Fault('numerical-domain', 'model confidence set needs finite losses of one length ≥ 2')
  const block = Math.max(1, Math.min(n, Math.round(blockLength)))
  const centres = series.map((loss) => loss.reduce((sum, x) => sum + x, 0) / n)
  const draws = resampledMeans(series, block, replications, rng)
  const centred = draws.map((draw, m) => draw.map((x) => x - centres[m]))
  const errors = centred.map((a) =>
    centred.map((b) => Math.sqrt(a.reduce((sum, x, r) => sum + (x - b[r]) ** 2, 0) / replications)),
  )
  const t = (difference: number, error: number): number => (difference === 0 ? 0 : difference / error)

  const pValues: Record<string, number> = {}
  let alive = names.map((_, m) => m)
  let floor = 0
  while (alive.length > 1) {
    const pairs = alive.flatMap((i) => alive.filter((j) => j > i).map((j) => [i, j] as const))
    const range = Math.max(...pairs.map(([i, j]) => Math.abs(t(centres[i] - centres[j], errors[i][j]))))
    let beyond = 0
    for (let r = 0; r < replications; r++)
      if (pairs.some(([i, j]) => Math.abs(t(centred[i][r] - centred[j][r], errors[i][j])) >= range)) beyond++
    floor = Math.max(floor, beyond / replications)
    const excess = alive.map((i) => Math.max(...alive.map((j) => t(centres[i] - centres[j], errors[i][j]))))
    const worst = alive[excess.indexOf(Math.max(...excess))]
    pValues[names[worst]] = floor
    alive = alive.filter((m) => m !== worst)
  }
  pValues[names[alive[0]]] = 1
  return { members: names.filter((name) => pValues[name] >= 1 - level - 1e-12), pValues }
}

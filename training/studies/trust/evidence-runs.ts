import { startLossEvidence } from '../../../src/core/reading/trust/loss-evidence'
import { deriveSeed, startRng, type Rng } from '../../../src/core/rng'

/** Bars' differences of loss until the evidence gives an alarm, over simulated runs that are cut at `most`. */
export type EvidenceRun = {
  readonly differences: string
  /**
   * Whether the model is worse: then the mean is a delay of detection, else a lower bound of the run to a false alarm.
   */
  readonly worse: boolean
  readonly mean: number
  readonly alarmed: number
  readonly runs: number
}

/** Differences on average to a false alarm, at least, that the evidence promises. */
export const PROMISED = 1000
const RUNS = 200
const MOST = 10 * PROMISED

type Draw = (rng: Rng, i: number) => number

const sign = (rng: Rng): number => (rng.uniform() < 0.5 ? 1 : -1)
/** Student's t of three degrees, a heavy tail; variance 3. */
const student = (rng: Rng): number => {
  const square = rng.normal() ** 2 + rng.normal() ** 2 + rng.normal() ** 2
  return rng.normal() / Math.sqrt(square / 3)
}

const draws: readonly (readonly [string, boolean, Draw])[] = [
  ['fair: ± the scale', false, sign],
  ['fair: t of 3 degrees, sd 0.35', false, (rng) => 0.2 * student(rng)],
  ['fair: volatility in waves', false, (rng, i) => (0.5 + 0.49 * Math.sin(i / 40)) * sign(rng)],
  ['fair: often a little worse, now and then much better', false, (rng) => (rng.uniform() < 0.9 ? 0.1 : -0.9)],
  ['better by 0.05, sd 0.4', false, (rng) => -0.05 + 0.4 * rng.normal()],
  ['worse by 0.05, sd 0.4', true, (rng) => 0.05 + 0.4 * rng.normal()],
  ['worse by 0.1, sd 0.4', true, (rng) => 0.1 + 0.4 * rng.normal()],
  ['worse by 0.3, sd 0.4', true, (rng) => 0.3 + 0.4 * rng.normal()],
]

const lengthOf = (draw: Draw, rng: Rng): number | undefined => {
  const evidence = startLossEvidence({ scale: 1, runLength: PROMISED })
  for (let i = 1; i <= MOST; i++) if (evidence.step(draw(rng, i))) return i
  return undefined
}

export const evidenceRuns = (seed: number): readonly EvidenceRun[] =>
  draws.map(([differences, worse, draw]) => {
    const lengths = Array.from({ length: RUNS }, (_, run) =>
      lengthOf(draw, startRng(deriveSeed(seed, `${differences} ${run}`))),
    )
    const mean = lengths.reduce<number>((sum, length) => sum + (length ?? MOST), 0) / RUNS
    return { differences, worse, mean, alarmed: lengths.filter((one) => one !== undefined).length, runs: RUNS }
  })

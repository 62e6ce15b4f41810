import { chooseBackend } from '../../../models/backend'
import { knownTruth, type KnownCell } from './known-truth'
import type { RegimeFigure } from './measures'
import { regimeProcesses } from './process'
import { reproduceRegimes, type RegimeTable } from './published'
import { realRegimes, type RealTable } from './real'

/** A target, whether it was reached, and the figure that decides it. */
type RegimeTarget = { readonly target: string; readonly reached: boolean; readonly figure: string }

const longest = 2000
const leastOfTrue = 0.95
const mostError = 0.03

const signed = (value: number): string => `${value >= 0 ? '+' : ''}${value.toFixed(3)}`
const interval = ({ mean, standardError: s }: RegimeFigure): string =>
  `${signed(mean)} [${signed(mean - 1.96 * s)}, ${signed(mean + 1.96 * s)}]`
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

/**
 * Every target strictly: a mean just below it is a miss, however wide its 95 % interval.
 *
 * @internal
 */
export const regimeTargets = (known: readonly KnownCell[], { cells }: RealTable): readonly RegimeTarget[] => [
  ...known.map(({ rows, overBest }): RegimeTarget => ({
    target: `${rows[0].process}, n = ${rows[0].bars}: balanced accuracy at or above the best baseline (${overBest.baseline})`,
    reached: overBest.mean >= 0,
    figure: interval(overBest),
  })),
  ...known
    .filter(({ rows }) => rows[0].bars === longest)
    .map(({ rows, ofTrue: { mean, standardError } }): RegimeTarget => {
      const half = 1.96 * standardError
      return {
        target: `${rows[0].process}, n = ${rows[0].bars}: 95 % of the true model’s balanced accuracy`,
        reached: mean >= leastOfTrue,
        figure: `${percent(mean)} [${percent(mean - half)}, ${percent(mean + half)}]`,
      }
    }),
  ...known.map(({ rows }): RegimeTarget => {
    const own = rows.find(({ model }) => model === 'bandshift')?.calibrationError ?? 1
    return {
      target: `${rows[0].process}, n = ${rows[0].bars}: expected calibration error at most 3 %`,
      reached: own <= mostError,
      figure: percent(own),
    }
  }),
  ...cells.map(({ series, nextHour }): RegimeTarget => {
    const [own, ...others] = nextHour
    const best = others.reduce((a, b) => (b.loss < a.loss ? b : a))
    return {
      target: `${series}: next-hour log loss below persistence, threshold, HMM and jump model`,
      reached: others.every(({ loss }) => loss > own.loss),
      figure: `${own.loss.toFixed(4)}, ${best.model} ${best.loss.toFixed(4)}`,
    }
  }),
  ...cells.map(({ series, judged, ownWorld }): RegimeTarget => {
    const { calibrationError } = judged['bandshift']
    return {
      target: `${series}: expected calibration error at most 3 %`,
      reached: calibrationError <= mostError,
      figure: `${percent(calibrationError)}, in its own world ${percent(ownWorld.mean)}, 95 % below ${percent(ownWorld.most)}`,
    }
  }),
]

/** All measures of regime classifiers. */
export type RegimeReport = {
  /** Smoothed and filtered baselines on the path they were fitted on, beside the published figures. */
  readonly published: RegimeTable
  /** The classifier and its baselines on bars that follow those they were fitted on, states known. */
  readonly known: readonly KnownCell[]
  readonly replications: number
  /** The classifier and its baselines on the test parts of real recordings. */
  readonly real: RealTable
  /** Every target and whether it was reached. */
  readonly targets: readonly RegimeTarget[]
}

const LENGTHS = [500, 1000, 2000] as const
const REPLICATIONS = 24

/**
 * Published, known-truth and real figures; minutes on two cores. `onProgress` is called with a stage and the share of
 * it that is done.
 */
export const reproduceAllRegimes = async (
  dataFolder: string,
  seed: number,
  onProgress: (stage: string, share: number) => void,
  replications = REPLICATIONS,
): Promise<RegimeReport> => {
  onProgress('published figures', 0)
  const published = reproduceRegimes(seed)
  await chooseBackend('auto')
  const known: KnownCell[] = []
  const total = regimeProcesses.length * LENGTHS.length * replications
  let done = 0
  for (const process of regimeProcesses)
    for (const bars of LENGTHS)
      known.push(
        await knownTruth(process, bars, { replications, seed }, () => onProgress('known truth', ++done / total)),
      )
  const real = await realRegimes(dataFolder, seed, onProgress)
  return { published, known, replications, real, targets: regimeTargets(known, real) }
}

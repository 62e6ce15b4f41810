import { chooseBackend } from '../../../models/backend'
import { knownTruth, type KnownCell } from './known-truth'
import { regimeProcesses } from './process'
import { reproduceRegimes, type RegimeTable } from './published'
import { realRegimes, type RealTable } from './real'

/** Everything that is measured of regime classifiers. */
export type RegimeReport = {
  /** Smoothed and filtered baselines on the path they were fitted on, beside the published figures. */
  readonly published: RegimeTable
  /** The classifier and its baselines on bars that follow those they were fitted on, states known. */
  readonly known: readonly KnownCell[]
  readonly replications: number
  /** The classifier and its baselines on the test parts of real recordings. */
  readonly real: RealTable
  /** What was aimed at and whether it was reached. */
  readonly targets: readonly { readonly target: string; readonly reached: boolean; readonly figure: string }[]
}

export const LENGTHS = [500, 1000, 2000] as const
const REPLICATIONS = 16
const LONGEST = 2000
const LEAST_OF_TRUE = 0.95
const MOST_ERROR = 0.03

const targetsOf = (known: readonly KnownCell[], { cells }: RealTable): RegimeReport['targets'] => [
  ...known.map(({ rows, overBest }) => ({
    target: `${rows[0].process}, n = ${rows[0].bars}: balanced accuracy not below the best baseline (${overBest.baseline})`,
    // At or above, or below by no more than chance explains.
    reached: overBest.mean >= -2 * overBest.standardError,
    figure: `${overBest.mean >= 0 ? '+' : ''}${overBest.mean.toFixed(3)} ± ${overBest.standardError.toFixed(3)}`,
  })),
  ...known
    .filter(({ rows }) => rows[0].bars === LONGEST)
    .map(({ rows, ofTrue }) => ({
      target: `${rows[0].process}, n = ${rows[0].bars}: 95 % of the true model’s balanced accuracy`,
      reached: ofTrue >= LEAST_OF_TRUE,
      figure: `${(100 * ofTrue).toFixed(1)} %`,
    })),
  ...cells.map(({ series, nextHour }) => {
    const [own, ...others] = nextHour
    const worst = others.reduce((a, b) => (b.loss < a.loss ? b : a))
    return {
      target: `${series}: next-hour log loss below persistence, threshold, HMM and jump model`,
      reached: others.every(({ loss }) => loss > own.loss),
      figure: `${own.loss.toFixed(4)}, ${worst.model} ${worst.loss.toFixed(4)}`,
    }
  }),
  ...cells.map(({ series, judged }) => ({
    target: `${series}: expected calibration error at most 3 %`,
    reached: judged['bandshift'].calibrationError <= MOST_ERROR,
    figure: `${(100 * judged['bandshift'].calibrationError).toFixed(1)} %`,
  })),
]

/** Published, known-truth and real figures; minutes on two cores. `onProgress` is called with a stage and the share of it that is done. */
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
      known.push(await knownTruth(process, bars, replications, seed, () => onProgress('known truth', ++done / total)))
  const real = await realRegimes(dataFolder, seed, onProgress)
  return { published, known, replications, real, targets: targetsOf(known, real) }
}

import { chooseBackend } from '../../../models/backend'
import { knownTruth, type KnownCell } from './known-truth'
import { regimeProcesses } from './process'
import { reproduceRegimes, type RegimeTable } from './published'
import { realRegimes, type RealTable } from './real'
import { regimeTargets, type RegimeTarget } from './targets'

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
  readonly targets: readonly RegimeTarget[]
}

export const LENGTHS = [500, 1000, 2000] as const
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
      known.push(await knownTruth(process, bars, replications, seed, () => onProgress('known truth', ++done / total)))
  const real = await realRegimes(dataFolder, seed, onProgress)
  return { published, known, replications, real, targets: regimeTargets(known, real) }
}

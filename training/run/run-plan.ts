import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { chooseBackend, type Backend } from '../../models/backend'
import { contentJson, sha256 } from '../../models/store/content'
import { version } from '../../src/core/version'
import { DEFAULT_RISK_AVERSION, DEFAULT_STATES, type PromotionMode, type ResearchOptions } from '../data/options'

export type TrainOptions = ResearchOptions & {
  /** Folder of the recording. */
  readonly data: string
  /** Folder of the registry. */
  readonly out: string
  /** Default: 'earned', promoted where it is better than the champion. */
  readonly promotion?: PromotionMode
  /**
   * Folders of further recordings: the band is learned on worlds fitted to them as well. Absent: those that the
   * registry knows of other instruments with such bars; false: none.
   */
  readonly pool?: readonly string[] | false
}

/** A recording that is pooled. */
export type PlannedPool = {
  /** Of the recording's manifest. */
  readonly recording: string
  /** Its instrument, where that is not the one with the most rows. */
  readonly symbol?: string
  /** It was found in the registry, not asked for: where it cannot be pooled the run goes on without it. */
  readonly isFound?: boolean
}

/** Settings of a run with every default in its place. */
export type RunSettings = Omit<ResearchOptions, 'backend'> &
  Required<Pick<ResearchOptions, 'states' | 'riskAversion'>> & { readonly promotion: PromotionMode }

/** Everything that a run depends on: the same plan gives the same bytes. */
export type RunPlan = {
  readonly data: string
  readonly out: string
  /** Of the recording's manifest, which names every file with the hash of its source. */
  readonly recording: string
  /** The pooled recordings; absent where there is none. */
  readonly pool?: readonly PlannedPool[]
  /** What there is to say of the recordings that the registry knows; no part of the run's identity. */
  readonly poolNotes?: readonly string[]
  readonly settings: RunSettings
  readonly backend: Backend
  readonly versions: { readonly bandshift: string; readonly node: string; readonly tensorflow: string }
  /** Digest of the program's files: a changed program makes another run. */
  readonly program: string
}

const programFolders = ['training', 'models', 'src/core', 'src/adapters/recordings']

const programFiles = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return programFiles(path)
    return /(?<!\.d)\.[jt]s$/.test(path) ? [path] : []
  })

let known: string | undefined

/** Digest of the files that a run is made of, sources or compiled. */
const programDigest = (): string => {
  if (known !== undefined) return known
  const root = join(__dirname, '../..')
  const hash = createHash('sha256')
  for (const path of programFolders.flatMap((folder) => programFiles(join(root, folder))).sort())
    hash.update(`${relative(root, path)}\n`).update(readFileSync(path))
  return (known = hash.digest('hex').slice(0, 16))
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

const present = <T extends object>(values: T): Present<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>

/**
 * The plan of a training on what a recording holds, by the digest of it, beside pooled ones. Throws 'unavailable'
 * where the backend asked for does not start.
 */
export const planRun = async (
  { data, out, backend, promotion, ...given }: Omit<TrainOptions, 'pool'>,
  recording: string,
  { pool, notes }: { readonly pool: readonly PlannedPool[]; readonly notes: readonly string[] },
): Promise<RunPlan> => {
  const { symbol, options, optionDays, startEvery, lags, leastVariance, horizonBars, fee, evaluationCost } = given
  const chosen = await chooseBackend(backend ?? 'auto')
  return {
    data,
    out,
    recording,
    ...(pool.length > 0 && { pool }),
    ...(notes.length > 0 && { poolNotes: notes }),
    settings: {
      ...present({ symbol, options, optionDays, startEvery, lags, leastVariance, horizonBars, fee, evaluationCost }),
      seed: given.seed,
      states: given.states ?? DEFAULT_STATES,
      riskAversion: given.riskAversion ?? DEFAULT_RISK_AVERSION,
      promotion: promotion ?? 'earned',
    },
    backend: chosen,
    versions: { bandshift: version, node: process.versions.node, tensorflow: chosen.version },
    program: programDigest(),
  }
}

/** Identifier of the run: a digest of its inputs, not of its folder. */
export const runId = ({ recording, pool, settings, backend, versions, program }: RunPlan): string =>
  sha256(contentJson({ recording, ...(pool && { pool }), settings, backend: backend.name, versions, program })).slice(
    0,
    16,
  )

import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { appendFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { contentJson, sha256, writeWhole } from '../../models/store/content'
import { recordingDigest, snapshotRecording } from '../../src/adapters/recordings/snapshot'
import { removeEmpty } from '../../src/adapters/recordings/unfinished'
import { Fault } from '../../src/core/error'
import { packResult, unpackResult } from './pack'
import { planRun, runId, type PlannedPool, type RunPlan, type TrainOptions } from './run-plan'

/** The files of a step that is done, with their digests. */
type Receipt = { readonly step: string; readonly files: Readonly<Record<string, string>> }

/** The folder of a run: its plan, the result of each step, and its log. */
export type RunFolder = {
  readonly id: string
  readonly path: string
  readonly plan: RunPlan
  readonly isDone: (step: string) => boolean
  /** Stores a step's result atomically. Where two processes do the same step, the first result stays. */
  readonly keep: (step: string, result: unknown) => Promise<void>
  /** A step's result; throws 'missing-data' where it is not done, 'bad-input' where its files have changed. */
  readonly result: (step: string) => Promise<unknown>
  readonly log: (event: Readonly<Record<string, unknown>>) => Promise<void>
}

/** Writes a file piece by piece and returns its digest. */
const writePieces = async (path: string, pieces: readonly Uint8Array[]): Promise<string> => {
  const hash = createHash('sha256')
  for (const piece of pieces) hash.update(piece)
  await writeFile(path, pieces)
  return hash.digest('hex')
}

const opened = (path: string, plan: RunPlan): RunFolder => {
  const folderOf = (step: string): string => join(path, 'steps', step)
  const isDone = (step: string): boolean => existsSync(join(folderOf(step), 'receipt.json'))
  const log: RunFolder['log'] = (event) =>
    appendFile(
      join(path, 'log.jsonl'),
      `${JSON.stringify({ time: new Date().toISOString(), process: process.pid, ...event })}\n`,
    )
  return {
    id: runId(plan),
    path,
    plan,
    isDone,
    log,
    async keep(step, result) {
      const unfinished = join(path, 'steps', `.${step}-${process.pid}`)
      await rm(unfinished, { recursive: true, force: true })
      await mkdir(unfinished, { recursive: true })
      const files: Record<string, string> = {}
      for (const [name, pieces] of Object.entries(await packResult(result)))
        files[name] = await writePieces(join(unfinished, name), pieces)
      const receipt: Receipt = { step, files }
      await writeFile(join(unfinished, 'receipt.json'), contentJson(receipt))
      await rename(unfinished, folderOf(step)).catch(async (cause: unknown) => {
        if (!isDone(step)) throw cause
        await rm(unfinished, { recursive: true, force: true })
      })
    },
    async result(step) {
      const folder = folderOf(step)
      const text = await readFile(join(folder, 'receipt.json'), 'utf8').catch((cause: unknown) => {
        throw new Fault('missing-data', `run ${runId(plan)} has not done step ${step}`, { cause })
      })
      const { files } = JSON.parse(text) as Receipt
      return unpackResult(async (name) => {
        const bytes = await readFile(join(folder, name))
        if (sha256(bytes) === files[name]) return bytes
        throw new Fault(
          'bad-input',
          `${join(folder, name)} is not what step ${step} kept: remove ${path} and train again`,
        )
      })
    },
  }
}

/** The run in a folder. Throws 'missing-data' where there is none. */
export const reopenRun = async (path: string): Promise<RunFolder> => {
  const text = await readFile(join(path, 'run.json'), 'utf8').catch((cause: unknown) => {
    throw new Fault('missing-data', `no run in ${path}`, { cause })
  })
  return opened(path, JSON.parse(text) as RunPlan)
}

/** The recording as it was when the run began. */
export const recordingOf = ({ path }: Pick<RunFolder, 'path'>): string => join(path, 'recording')

const poolName = (place: number): string => `pool-${place + 1}`

/** A pooled recording as it was when the run began. */
export type KeptPool = Omit<PlannedPool, 'recording'> & { readonly folder: string }

/** The pooled recordings of a run. */
export const poolOf = ({ path, plan: { pool = [] } }: Pick<RunFolder, 'path' | 'plan'>): readonly KeptPool[] =>
  pool.map(({ symbol, isFound }, place) => ({
    folder: join(path, poolName(place)),
    ...(symbol !== undefined && { symbol }),
    ...(isFound !== undefined && { isFound }),
  }))

/** Further recordings of a run that is to be opened, and what there is to say of them. */
export type PoolToOpen = { readonly pool: readonly KeptPool[]; readonly notes: readonly string[] }

/**
 * The run of a training in `<out>/runs/<id>`: the one that is there, else a new one with a snapshot of the recording
 * and of each pooled one. A recording that has grown makes another run. Throws 'missing-data' where there is none.
 */
export const openRunOn = async (
  options: Omit<TrainOptions, 'pool'>,
  { pool, notes }: PoolToOpen,
): Promise<RunFolder> => {
  const given = { ...options, data: resolve(options.data), out: resolve(options.out) }
  const folder = join(given.out, 'runs')
  const pathOf = (id: string): string => join(folder, id)
  const planned = async (
    digestOf: (folder: string, place: number) => Promise<string>,
  ): Promise<readonly PlannedPool[]> => {
    const all: PlannedPool[] = []
    for (const [place, { folder: from, ...own }] of pool.entries())
      all.push({ ...own, recording: await digestOf(from, place) })
    return all
  }
  const asIs = { pool: await planned(recordingDigest), notes }
  const known = pathOf(runId(await planRun(given, await recordingDigest(given.data), asIs)))
  if (existsSync(join(known, 'run.json'))) return reopenRun(known)

  const unfinished = join(folder, `.collected-${process.pid}`)
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished, { recursive: true })
  const taken = await snapshotRecording(given.data, join(unfinished, 'recording'))
  const kept = await planned((from, place) => snapshotRecording(from, join(unfinished, poolName(place))))
  const plan = await planRun(given, taken, { pool: kept, notes })
  await writeWhole(join(unfinished, 'run.json'), contentJson(plan))
  const path = pathOf(runId(plan))
  await rename(unfinished, path).catch(async (cause: unknown) => {
    // Another process began the same run.
    if (!existsSync(join(path, 'run.json'))) throw cause
    await rm(unfinished, { recursive: true, force: true })
  })
  return reopenRun(path)
}

/** Removes a run whose recording cannot be trained on, and the folders above it that are then empty. */
export const dropRun = async ({ path, plan }: RunFolder): Promise<void> => {
  await rm(path, { recursive: true, force: true })
  await removeEmpty(dirname(path), plan.out)
}

/** Removes unfinished steps of processes that were killed; called when the last step is done. */
export const tidyRun = async ({ path }: RunFolder): Promise<void> => {
  const steps = join(path, 'steps')
  for (const name of await readdir(steps)) if (name.startsWith('.')) await rm(join(steps, name), { recursive: true })
}

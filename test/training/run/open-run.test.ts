import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openRun } from '../../../training/run/open-run'
import { poolOf, type RunFolder } from '../../../training/run/run-folder'
import { pool } from '../../../training/run/steps/pool'
import { simulate } from '../../../training/simulator/simulate'

let folder: string
const at = (name: string): string => join(folder, name)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bandshift-open-run-'))
  const periodSeconds = 3600
  const regimes = { periodSeconds, vols: [0.3, 1.2], meanDays: [6, 3] }
  await simulate({ world: 'regimes', parameters: regimes, days: 20, seed: 1, out: at('own') })
  await simulate({ world: 'regimes', parameters: regimes, days: 25, seed: 2, out: at('same') })
  await simulate({ world: 'gbm', parameters: { periodSeconds }, days: 20, seed: 3, out: at('other') })
  await simulate({ world: 'heston', parameters: { periodSeconds: 7200 }, days: 20, seed: 4, out: at('slower') })
})

afterAll(() => rm(folder, { recursive: true, force: true }))

const settings = { seed: 1, states: 2, fee: 5e-4, optionDays: 1, backend: 'cpu' } as const

const opened = (data: string, registry: string, seed = 1, pooled?: readonly string[] | false): Promise<RunFolder> =>
  openRun({ ...settings, seed, data: at(data), out: at(registry), ...(pooled !== undefined && { pool: pooled }) })

/** A run of a recording that was published. */
const published = async (data: string, registry: string): Promise<RunFolder> => {
  const run = await opened(data, registry)
  await run.keep('publish', [])
  return run
}

const grow = async (data: string): Promise<void> => {
  const path = join(at(data), 'recording.json')
  const manifest = JSON.parse(await readFile(path, 'utf8')) as object
  await writeFile(path, JSON.stringify({ ...manifest, title: 'grown since' }))
}

test('a run pools what published runs were made on: other instruments with such bars, and no more', async () => {
  for (const data of ['same', 'slower']) await published(data, 'first')
  const alone = await opened('own', 'first')
  expect([alone.plan.pool, alone.plan.poolNotes]).toEqual([undefined, undefined])
  const other = await opened('other', 'first', 1, false)
  expect((await opened('own', 'first')).id).toBe(alone.id)
  await other.keep('publish', [])
  const together = await opened('own', 'first')
  expect(together.id).not.toBe(alone.id)
  expect(together.plan.pool).toEqual([{ recording: other.plan.recording, isFound: true }])
  expect((await opened('own', 'first')).id).toBe(together.id)
  expect((await opened('own', 'first', 1, false)).id).toBe(alone.id)
})

test('recordings that are named are pooled, and those of the registry are not', async () => {
  await published('other', 'named')
  const run = await opened('own', 'named', 1, [at('slower')])
  expect(run.plan.pool).toHaveLength(1)
  expect(poolOf(run)[0].isFound).toBeUndefined()
})

test('a recording that is gone is pooled as its run keeps it, one that has changed as it is, and both are said', async () => {
  const known = await published('other', 'kept')
  await rename(at('other'), at('moved'))
  const without = await opened('own', 'kept')
  await rename(at('moved'), at('other'))
  expect(without.plan.pool).toEqual([{ recording: known.plan.recording, isFound: true }])
  expect(without.plan.poolNotes).toEqual([
    `simulated/gbm: ${at('other')} is gone or of another instrument, pooled as run ${known.id} keeps it`,
  ])
  await grow('other')
  const changed = await opened('own', 'kept')
  expect(changed.id).not.toBe(without.id)
  expect(changed.plan.poolNotes).toEqual([
    `simulated/gbm: ${at('other')} has changed since run ${known.id}, pooled as it is now`,
  ])
})

test('one that was found with too few bars is left out and said', async () => {
  await published('other', 'short')
  const run = await opened('own', 'short')
  const early: RunFolder = {
    ...run,
    result: (step) =>
      Promise.resolve(step === 'folds' ? { split: { policy: { from: 1 } } } : { series: { timestamp: [0] } }),
  }
  const { worlds, notes } = await pool.make(early, () => undefined)
  expect(worlds).toEqual([])
  expect(notes).toEqual([
    'not pooled: simulated/gbm: 0 bars before the part on which the band is judged, at least 96 are needed to pool it',
  ])
})

import { mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openRecording } from '../../../src/adapters/recordings'
import { openRun } from '../../../training/run/open-run'
import { poolOf, type RunFolder } from '../../../training/run/run-folder'
import { pool } from '../../../training/run/steps/pool'
import { simulate } from '../../../training/simulator/simulate'

let folder: string
const at = (name: string): string => join(folder, name)
const days = 40

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bandshift-pool-'))
  const parameters = { periodSeconds: 3600, vols: [0.3, 1.2], meanDays: [6, 3] }
  for (const [name, seed] of [
    ['own', 1],
    ['other', 2],
  ] as const)
    await simulate({ world: 'regimes', parameters, days, seed, out: at(name) })
})

afterAll(() => rm(folder, { recursive: true, force: true }))

const settings = { data: '', out: '', seed: 1, states: 2, fee: 5e-4, optionDays: 1, backend: 'cpu' } as const

const runWith = (pooled: readonly string[]): Promise<RunFolder> =>
  openRun({ ...settings, data: at('own'), out: at('registry'), pool: pooled })

/** The run with a part to judge that begins at a bar's close. */
const judgedFrom = (run: RunFolder, from: number): RunFolder => ({
  ...run,
  result: (step) =>
    Promise.resolve(
      step === 'folds' ? { split: { policy: { from: 1 } } } : { series: { timestamp: Float64Array.of(from, from) } },
    ),
})

test('a run keeps the pooled recordings as they were, and is another run for other ones', async () => {
  const [alone, together] = [await runWith([]), await runWith([at('other')])]
  expect(poolOf(alone)).toEqual([])
  expect(together.id).not.toBe(alone.id)
  expect((await runWith([at('other')])).id).toBe(together.id)
  expect(alone.plan.pool).toBeUndefined()
  await rename(at('other'), at('moved'))
  const {
    worlds: [world],
  } = await pool.make(judgedFrom(together, Infinity), () => undefined)
  await rename(at('moved'), at('other'))
  expect(world).toMatchObject({ stepSeconds: 3600, optionBars: 24 })
  expect(world.name).toMatch(/^simulated\//)
})

test('a world is fitted to the bars before the part that is judged, and to no later one', async () => {
  const run = await runWith([at('other')])
  const fittedTo = async (time: number) => (await pool.make(judgedFrom(run, time), () => undefined)).worlds[0]
  const whole = await fittedTo(Infinity)
  const all = await fittedTo(Date.UTC(2100, 0, 1) * 1000)
  expect(all).toEqual(whole)
  const first = (await firstClose()) + 25 * 86_400e6
  expect(await fittedTo(first)).not.toEqual(whole)
  expect(await fittedTo(first)).toEqual(await fittedTo(first + 1))
})

test('a recording with too few bars before that is refused by name', async () => {
  const run = await runWith([at('other')])
  await expect(pool.make(judgedFrom(run, (await firstClose()) + 86_400e6), () => undefined)).rejects.toThrow(
    /^simulated\/.*: \d+ bars before the part on which the band is judged, at least 96 are needed to pool it$/,
  )
})

const firstClose = async (): Promise<number> => {
  const reader = await openRecording(at('other'))
  try {
    const { instruments } = await reader.describe()
    return instruments[0].channels[0].from
  } finally {
    await reader.close()
  }
}

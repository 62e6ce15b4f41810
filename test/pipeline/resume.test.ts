import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { simulate } from '../../training/simulator/simulate'
import { train, type TrainResult } from '../../training/train'
import { readEvents } from '../market-state/a-trained-registry'
import { compileInto } from '../support/compiled'
import { digests } from './digests'
import { recordAsLive } from './live-recording'

const quiet = (): void => undefined
const settings = { seed: 5, optionDays: 0.125, backend: 'wasm' } as const

let folder: string
const at = (name: string): string => join(folder, name)

/** A training in processes of its own; killed at the stage that is named. True where it was. */
const trainApart = async (until = ''): Promise<boolean> => {
  const given = [join(__dirname, 'training-child.cjs'), at('program'), at('live'), at('killed'), until]
  const child = spawn(process.execPath, given, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'close')
  child.stdout.once('data', () => child.kill('SIGKILL'))
  const [code, signal] = (await ended) as [number | null, NodeJS.Signals | null]
  if (code !== 0 && signal === null) throw new Error(`the training ended with ${code}`)
  return signal === 'SIGKILL'
}

/** One of every step, in the order in which they are begun; some only once a fold is done. */
const stages = [
  'read recording',
  'step features',
  'choose labels',
  'fit fold 1: forecaster',
  'tune strategies',
  'publish',
  'promote',
]

type Line = { readonly event: string; readonly step: string }

const logOf = async (run: string): Promise<readonly Line[]> =>
  (await readFile(join(run, 'log.jsonl'), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)

const count = (log: readonly Line[], event: string): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const line of log) if (line.event === event) counts[line.step] = (counts[line.step] ?? 0) + 1
  return counts
}

describe('a training that is killed', () => {
  let whole: TrainResult

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bandshift-resume-'))
    await simulate({ world: 'microstructure', days: 3, seed: 3, out: at('simulated') })
    const events = await readEvents(at('simulated'))
    await recordAsLive(at('live'), events)
    compileInto(at('program'))
    whole = await train({ ...settings, data: at('live'), out: at('whole') }, quiet)
  }, 120_000)

  afterAll(() => rm(folder, { recursive: true, force: true }))

  test('goes on where it was, wherever it was killed, does nothing twice and gives the same bytes', async () => {
    for (const stage of stages) expect([stage, await trainApart(stage)]).toEqual([stage, true])
    expect(await trainApart()).toBe(false)
    expect(await digests(at('killed'))).toEqual(await digests(at('whole')))
    const log = await logOf(whole.run.replace(at('whole'), at('killed')))
    // A step may have been done, and the word of it lost, when the process was killed.
    expect(Object.values(count(log, 'step.done')).every((times) => times === 1)).toBe(true)
    const begun = count(log, 'step.started')
    const steps = Object.keys(count(await logOf(whole.run), 'step.done'))
    expect(Object.keys(begun).toSorted()).toEqual(steps.toSorted())
    // Two steps at a time.
    const twice = Object.values(begun).reduce((sum, times) => sum + times - 1, 0)
    expect(twice).toBeGreaterThan(0)
    expect(twice).toBeLessThanOrEqual(2 * stages.length)
  }, 180_000)

  test('a run that is complete is only read', async () => {
    const before = await digests(whole.run)
    const stages: string[] = []
    const again = await train({ ...settings, data: at('live'), out: at('whole') }, (stage) => void stages.push(stage))
    expect(again).toEqual(whole)
    expect(stages).toHaveLength(1)
    expect(await digests(whole.run)).toEqual(before)
  })
})

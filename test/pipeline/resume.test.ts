import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { simulate } from '../../training/simulator/simulate'
import { train, type TrainResult } from '../../training/train'
import { readEvents } from '../market-state/a-trained-registry'
import { digests } from './digests'
import { recordAsLive } from './live-recording'

const quiet = (): void => undefined
const settings = { seed: 5, optionDays: 0.125, backend: 'wasm' } as const

let folder: string
const at = (name: string): string => join(folder, name)

/** A training in processes of its own; killed when it begins the stage, where one is named. */
const trainApart = async (data: string, out: string, until?: RegExp): Promise<number | null> => {
  const [support, program] = [join(__dirname, '../support/typescript.cjs'), join(__dirname, 'training-child.ts')]
  const child = spawn(process.execPath, ['-r', support, program, data, out], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'close')
  for await (const line of createInterface(child.stdout)) if (until?.test(line)) child.kill('SIGKILL')
  const [code] = (await ended) as [number | null]
  return code
}

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
    await simulate({ world: 'microstructure', days: 4, seed: 3, out: at('simulated') })
    const events = await readEvents(at('simulated'))
    await recordAsLive(at('live'), events)
    whole = await train({ ...settings, data: at('live'), out: at('whole') }, quiet)
  }, 120_000)

  afterAll(() => rm(folder, { recursive: true, force: true }))

  test('goes on where it was, wherever it was killed, does nothing twice and gives the same bytes', async () => {
    const stages = [/read recording/, /step features/, /fit fold 1/, /tune strategies/, /fit: classifier/, /publish/]
    for (const stage of [...stages, /promote/]) expect(await trainApart(at('live'), at('killed'), stage)).toBeNull()
    expect(await trainApart(at('live'), at('killed'))).toBe(0)
    expect(await digests(at('killed'))).toEqual(await digests(at('whole')))
    const log = await logOf(whole.run.replace(at('whole'), at('killed')))
    // A step may have been done, and the word of it lost, when the process was killed.
    expect(Object.values(count(log, 'step.done')).every((times) => times === 1)).toBe(true)
    const begun = count(log, 'step.started')
    const steps = Object.keys(count(await logOf(whole.run), 'step.done'))
    expect(Object.keys(begun).toSorted()).toEqual(steps.toSorted())
    // Seven kills, two steps at a time.
    const twice = Object.values(begun).reduce((sum, times) => sum + times - 1, 0)
    expect(twice).toBeGreaterThan(0)
    expect(twice).toBeLessThanOrEqual(14)
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

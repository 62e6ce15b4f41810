import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { simulate } from '../../../training/simulator/simulate'
import { readEvents } from '../../core/reading/a-trained-registry'
import { compiledProgram } from '../../support/compiled'
import { digests } from './digests'
import { recordAsLive } from './live-recording'

let folder: string
let program: string
const at = (name: string): string => join(folder, name)

/** Trains in a child process, `processes` steps at a time, killed at stage `until`; true where it was killed. */
const trainApart = async (registry: string, until = '', processes = 2): Promise<boolean> => {
  const given = [join(__dirname, 'training-child.cjs'), program, at('live'), at(registry), String(processes), until]
  const child = spawn(process.execPath, given, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'close')
  child.stdout.once('data', () => child.kill('SIGKILL'))
  const [code, signal] = (await ended) as [number | null, NodeJS.Signals | null]
  if (code !== 0 && signal === null) throw new Error(`the training ended with ${code}`)
  return signal === 'SIGKILL'
}

/**
 * Stages in the order in which they begin, with the number of steps at a time: one, where a step beside others could
 * end before its turn. `1/1`: the registry is written, and the step's result is not stored.
 */
const stages = [
  ['read recording', 2],
  ['step features', 2],
  ['cut folds', 2],
  ['choose labels', 2],
  ['fit fold 1: forecaster', 2],
  ['score folds', 1],
  ['tune strategies', 1],
  ['fit: forecaster', 1],
  ['publish 0/1', 1],
  ['publish 1/1', 1],
  ['promote 0/1', 1],
  ['promote 1/1', 1],
] as const

type Line = { readonly event: string; readonly step: string }

const logOf = async (registry: string): Promise<readonly Line[]> => {
  const [run] = await readdir(at(`${registry}/runs`))
  const text = await readFile(at(`${registry}/runs/${run}/log.jsonl`), 'utf8')
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
}

const steps = (log: readonly Line[], event: string): string[] =>
  log.filter((line) => line.event === event).map(({ step }) => step)

describe('a training that is killed', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bandshift-resume-'))
    await simulate({ world: 'microstructure', days: 3, seed: 3, out: at('simulated') })
    await recordAsLive(at('live'), await readEvents(at('simulated')))
    program = compiledProgram()
    await trainApart('whole')
  })

  afterAll(() => rm(folder, { recursive: true, force: true }))

  test('continues where it was killed at every stage, repeats no finished step and gives the same bytes', async () => {
    for (const [stage, processes] of stages)
      expect([stage, await trainApart('killed', stage, processes)]).toEqual([stage, true])
    expect(await trainApart('killed')).toBe(false)
    expect(await digests(at('killed'))).toEqual(await digests(at('whole')))
    const log = await logOf('killed')
    const done = steps(log, 'step.done')
    // The log line of a stored step may be lost when the process is killed, but no step is done again.
    expect(new Set(done).size).toBe(done.length)
    const begun = steps(log, 'step.started')
    expect(new Set(begun)).toEqual(new Set(steps(await logOf('whole'), 'step.done')))
    expect(begun.length - new Set(begun).size).toBeGreaterThan(0)
    // At most two steps ran when the process was killed.
    expect(begun.length - new Set(begun).size).toBeLessThanOrEqual(2 * stages.length)
  })

  test('is only read once it is complete', async () => {
    const before = await logOf('whole')
    expect(await trainApart('whole', 'read recording')).toBe(false)
    expect(await logOf('whole')).toEqual(before)
  })
})

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openRecording } from '../../../src/adapters/recordings'
import type { FeedEvent } from '../../../src/core/market/event'
import { train } from '../../../training/run/train'
import { simulate } from '../../../training/simulator/simulate'

/** Three days of ticks and the champions trained on them, in a folder of its own. */
export type TrainedRegistry = {
  readonly recording: string
  readonly registry: string
  readonly events: readonly FeedEvent[]
  readonly remove: () => Promise<void>
}

export const trainedInstrument = { venue: 'simulated', symbol: 'microstructure' }

/** Every event of a recording in the order of its arrival. */
export const readEvents = async (recording: string): Promise<readonly FeedEvent[]> => {
  const reader = await openRecording(recording)
  const all: FeedEvent[] = []
  for await (const events of reader.arrivals(trainedInstrument)) all.push(...events)
  await reader.close()
  return all
}

export const aTrainedRegistry = async (seed = 3): Promise<TrainedRegistry> => {
  const folder = await mkdtemp(join(tmpdir(), 'bandshift-market-'))
  const recording = join(folder, 'recording')
  const registry = join(folder, 'registry')
  await simulate({ world: 'microstructure', days: 3, seed, out: recording })
  // Three days are too few to earn a place for certain.
  const settings = { seed: 7, optionDays: 0.125, backend: 'wasm', promotion: 'always' } as const
  await train({ ...settings, data: recording, out: registry }, () => undefined)
  return {
    recording,
    registry,
    events: await readEvents(recording),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { openRecording, startRecording } from '../../src/adapters/recordings'
import { Fault } from '../../src/core/error'
import { DAY } from '../../src/core/market/event'
import { startRng } from '../../src/core/rng'
import type { RecordingDescription } from '../../src/ports/recording-store'
import { parseWorld, simulateWorld, type WorldKind } from './world'

export type SimulationRequest = {
  readonly world: WorldKind
  /** Parameters that differ from the world's defaults. */
  readonly parameters?: Readonly<Record<string, unknown>>
  readonly days: number
  readonly seed: number
  /** Folder of the recording; made where it is missing. */
  readonly out: string
}

/** Every simulated market opens on 6 January 2025, a Monday, at midnight UTC. */
const simulationStart = Date.UTC(2025, 0, 6) * 1000

const describe = async (folder: string): Promise<RecordingDescription> => {
  const reader = await openRecording(folder)
  try {
    return await reader.describe()
  } finally {
    await reader.close()
  }
}

/**
 * Writes a market with known truth as a recording of one instrument and returns its description. The same request gives
 * the same bytes, and repeated into the same folder it changes nothing. Throws usage for parameters that the world does
 * not have or outside their ranges, and where the folder already holds another recording.
 */
export const simulate = async (request: SimulationRequest): Promise<RecordingDescription> => {
  const { days, seed, out } = request
  if (!(days > 0 && days <= 36_500)) throw new Fault('usage', `days must be above 0 and at most 36500, not ${days}`)
  const world = parseWorld({ ...request.parameters, kind: request.world }, 'usage')
  const sha256 = createHash('sha256').update(JSON.stringify({ world, days, seed })).digest('hex')
  if (existsSync(join(out, 'recording.json'))) {
    const existing = await describe(out)
    if (existing.sources.some((source) => source.sha256 === sha256)) return existing
    throw new Fault('usage', `${out} already holds another recording; a simulated market needs a folder of its own`)
  }
  const writer = await startRecording(out, {
    origin: 'synthetic',
    title: `Simulated ${world.kind} market, ${days} days, seed ${seed}`,
    licence: 'Apache-2.0',
    world,
  })
  const instrument = { venue: 'simulated', symbol: world.kind }
  const span = { from: simulationStart, to: simulationStart + Math.floor(days * 86_400) * (DAY / 86_400) }
  let rows = 0
  try {
    for (const event of simulateWorld(world, startRng(seed), span)) {
      writer.write(instrument, event)
      rows++
    }
  } catch (error) {
    await writer.abandon()
    throw error
  }
  if (rows === 0) {
    await writer.abandon()
    throw new Fault('usage', `${days} days hold no whole bar of this world`)
  }
  const file = `simulated:${world.kind}`
  await writer.commit({ file, sha256, read: rows, accepted: rows, quarantined: {} })
  return describe(out)
}

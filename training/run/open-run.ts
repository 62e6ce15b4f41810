import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { describeInstruments, readForWork } from '../../src/adapters/recordings'
import { recordingDigest } from '../../src/adapters/recordings/snapshot'
import { SECOND } from '../../src/core/market/event'
import { instrumentName } from '../../src/core/market/instrument'
import { Fault } from '../../src/core/error'
import { chooseInstrument } from '../data/market'
import { decisionSeconds } from '../data/profile'
import { openRunOn, recordingOf, reopenRun, type KeptPool, type PoolToOpen, type RunFolder } from './run-folder'
import type { TrainOptions } from './run-plan'
import { publishStep } from './steps/publish'

/** Each source takes its share of a gradient step's paths; with more of them some would get none. */
const MOST_POOLED = 8

/** The hedged instrument of a recording as its manifest has it. */
type Content = {
  readonly name: string
  readonly origin: string
  /** Of a decision bar; undefined where its recorded bars are not regular. */
  readonly barSeconds: number | undefined
  /** Rows of its prices, and their last time. */
  readonly rows: number
  readonly to: number
}

const contentOf = async (folder: string, symbol?: string): Promise<Content> => {
  const manifest = await readForWork(folder)
  const { venue, symbol: own, channels } = chooseInstrument(describeInstruments(manifest), symbol)
  const isTicks = channels.some(({ channel }) => channel === 'trades' || channel === 'quotes')
  const period = manifest.parts.find((part) => part.venue === venue && part.symbol === own && part.channel === 'bars')
  const barSeconds = isTicks
    ? decisionSeconds('ticks')
    : period?.period === undefined
      ? undefined
      : decisionSeconds(period.period / SECOND)
  return {
    name: instrumentName({ venue, symbol: own }),
    origin: manifest.origin,
    barSeconds,
    rows: channels.reduce((sum, { rows }) => sum + rows, 0),
    to: channels.reduce((most, { to }) => Math.max(most, to), -Infinity),
  }
}

/** The content of a recording; undefined where there is none any more, or of that instrument. */
const contentIfThere = async (folder: string, symbol?: string): Promise<Content | undefined> => {
  try {
    return await contentOf(folder, symbol)
  } catch (error) {
    if (error instanceof Fault && (error.code === 'missing-data' || error.code === 'bad-input')) return undefined
    throw error
  }
}

type KnownRun = { readonly run: RunFolder; readonly content: Content }

/** Every run of the registry that was published, with what its recording is of. */
const publishedRuns = async (registry: string): Promise<readonly KnownRun[]> => {
  const folder = join(registry, 'runs')
  if (!existsSync(folder)) return []
  const known: KnownRun[] = []
  for (const id of (await readdir(folder)).sort()) {
    if (!existsSync(join(folder, id, 'run.json'))) continue
    const run = await reopenRun(join(folder, id))
    if (!run.isDone(publishStep.name)) continue
    const content = await contentIfThere(recordingOf(run), run.plan.settings.symbol)
    if (content !== undefined) known.push({ run, content })
  }
  return known
}

/** The recording of a run as it is now, or as the run keeps it, and what is to be said of that. */
const presentRecording = async ({
  run,
  content: { name },
}: KnownRun): Promise<{ readonly kept: KeptPool; readonly note?: string }> => {
  const { data, recording, settings } = run.plan
  const own = { isFound: true, ...(settings.symbol !== undefined && { symbol: settings.symbol }) }
  const now = await contentIfThere(data, settings.symbol)
  if (now?.name !== name) {
    const note = `${name}: ${data} is gone or of another instrument, pooled as run ${run.id} keeps it`
    return { kept: { folder: recordingOf(run), ...own }, note }
  }
  const kept = { folder: data, ...own }
  if ((await recordingDigest(data)) === recording) return { kept }
  return { kept, note: `${name}: ${data} has changed since run ${run.id}, pooled as it is now` }
}

/**
 * The recordings of a registry's published runs of other instruments of the same origin, real or synthetic, and with
 * decision bars of the same length: of each instrument the recording that reaches farthest, the longest ones where
 * there are more than can be pooled; by name. The same registry gives the same ones.
 */
const knownRecordings = async ({ out, data, symbol }: TrainOptions): Promise<PoolToOpen> => {
  const own = await contentOf(data, symbol)
  const newest = new Map<string, KnownRun>()
  for (const known of await publishedRuns(resolve(out))) {
    const { name, origin, barSeconds, to } = known.content
    if (name === own.name || origin !== own.origin || barSeconds === undefined || barSeconds !== own.barSeconds)
      continue
    const before = newest.get(name)
    if (before === undefined || to > before.content.to) newest.set(name, known)
  }
  const longest = [...newest.values()].sort(
    (a, b) => b.content.rows - a.content.rows || (a.content.name < b.content.name ? -1 : 1),
  )
  const [taken, left] = [longest.slice(0, MOST_POOLED), longest.slice(MOST_POOLED)]
  const byName = taken.sort((a, b) => (a.content.name < b.content.name ? -1 : 1))
  const found = await Promise.all(byName.map(presentRecording))
  return {
    pool: found.map(({ kept }) => kept),
    notes: [
      ...found.flatMap(({ note }) => note ?? []),
      ...(left.length === 0
        ? []
        : [`not pooled beyond ${MOST_POOLED}: ${left.map(({ content }) => content.name).join(', ')}`]),
    ],
  }
}

/**
 * The run of a training: the one that is there, else a new one. Pooled are the recordings given, or those that the
 * registry knows. Throws 'missing-data' where a recording is none.
 */
export const openRun = async (options: TrainOptions): Promise<RunFolder> => {
  const { pool, ...own } = options
  if (pool === undefined) return openRunOn(own, await knownRecordings(options))
  return openRunOn(own, { pool: (pool === false ? [] : pool).map((folder) => ({ folder })), notes: [] })
}

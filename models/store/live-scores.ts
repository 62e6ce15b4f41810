import { appendFile, mkdir, open, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { DAY } from '../../src/core/market/event'
import type { MarketScores } from '../../src/core/promotion/shadow/shadow-verdict'
import type { BarScores } from '../../src/core/promotion/shadow/start-shadow'

/** Days of scores that are kept. */
const KEPT_DAYS = 60

/** A bar's line: its close, then measure, horizon, loss and the baseline's where there is one. */
const line = z.tuple([
  z.number(),
  z.array(
    z.union([z.tuple([z.string(), z.int(), z.number()]), z.tuple([z.string(), z.int(), z.number(), z.number()])]),
  ),
])

const liveFolder = (registry: string): string => join(registry, 'live')

const marketFolder = (registry: string, instrument: string): string =>
  join(liveFolder(registry), encodeURIComponent(instrument))

const dayOf = (at: number): string => new Date(at / 1000).toISOString().slice(0, 10)

const short = (value: number): number => Number(value.toPrecision(6))

const lineOf = ({ at, scores }: BarScores): string =>
  `${JSON.stringify([
    at,
    scores.map(({ measure, horizonBars, loss, baseline }) => [
      measure,
      horizonBars,
      short(loss),
      ...(baseline === undefined ? [] : [short(baseline)]),
    ]),
  ])}\n`

const parsed = (policy: string, text: string): BarScores | undefined => {
  try {
    const [at, scores] = line.parse(JSON.parse(text))
    return {
      policy,
      at,
      scores: scores.map(([measure, horizonBars, loss, baseline]) => ({ measure, horizonBars, loss, baseline })),
    }
  } catch {
    return undefined
  }
}

const names = async (folder: string): Promise<readonly string[]> => {
  try {
    return await readdir(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** A process that died while writing leaves a line without an end: the next entry begins on a new line. */
const isTorn = async (path: string): Promise<boolean> => {
  const file = await open(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  })
  if (file === undefined) return false
  try {
    const { size } = await file.stat()
    if (size === 0) return false
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1)
    return buffer.toString() !== '\n'
  } finally {
    await file.close()
  }
}

/** Writes live scores of a registry's sets: `live/<instrument>/<policy>/<day>.jsonl`. */
export type LiveScoreWriter = { readonly add: (instrument: string, scores: readonly BarScores[]) => Promise<void> }

/**
 * Starts writing. A day's file is checked once for an incomplete last line; files older than `KEPT_DAYS` go as a new
 * one begins.
 */
export const startLiveScores = (registry: string): LiveScoreWriter => {
  const sound = new Set<string>()
  const begin = async (folder: string, day: string, path: string): Promise<void> => {
    await mkdir(folder, { recursive: true })
    const oldest = dayOf((Date.parse(day) - KEPT_DAYS * (DAY / 1000)) * 1000)
    for (const name of await names(folder))
      if (name.slice(0, 10) < oldest) await rm(join(folder, name), { force: true })
    if (await isTorn(path)) await appendFile(path, '\n')
    sound.clear()
    sound.add(path)
  }
  return {
    async add(instrument, scores) {
      const files = new Map<string, { folder: string; day: string; text: string }>()
      for (const own of scores) {
        const folder = join(marketFolder(registry, instrument), own.policy)
        const day = dayOf(own.at)
        const path = join(folder, `${day}.jsonl`)
        const file = files.get(path) ?? { folder, day, text: '' }
        files.set(path, { ...file, text: file.text + lineOf(own) })
      }
      for (const [path, { folder, day, text }] of files) {
        if (!sound.has(path)) await begin(folder, day, path)
        await appendFile(path, text)
      }
    },
  }
}

/**
 * The live losses of a set on every market, by time; a bar that was written twice counts once, an incomplete line is
 * ignored. `since`: bars that closed later than it. Empty where nothing was scored.
 */
export const readLiveScores = async (
  registry: string,
  policy: string,
  since = -Infinity,
): Promise<readonly MarketScores[]> => {
  const markets: MarketScores[] = []
  for (const folder of [...(await names(liveFolder(registry)))].sort()) {
    const bars = new Map<number, BarScores>()
    const own = join(liveFolder(registry), folder, policy)
    for (const name of [...(await names(own))].sort()) {
      if (!name.endsWith('.jsonl') || (since > 0 && name.slice(0, 10) < dayOf(since))) continue
      for (const text of (await readFile(join(own, name), 'utf8')).split('\n')) {
        const bar = text === '' ? undefined : parsed(policy, text)
        if (bar !== undefined && bar.at > since) bars.set(bar.at, bar)
      }
    }
    if (bars.size > 0)
      markets.push({
        instrument: decodeURIComponent(folder),
        bars: [...bars.values()].sort((a, b) => a.at - b.at),
      })
  }
  return markets
}

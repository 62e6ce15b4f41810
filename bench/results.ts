import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { projectFolder } from '../src/app/project-folder'
import type { BenchOutcome } from './run-bench'

const target = z.union([z.object({ atLeast: z.number() }), z.object({ atMost: z.number() })])

const measurement = z.object({
  ...{ case: z.string(), value: z.number(), unit: z.string(), peakRssMiB: z.number() },
  target: target.exactOptional(),
})

const schema = z.object({
  ...{ name: z.string(), short: z.boolean(), seconds: z.number(), peakRssMiB: z.number() },
  measurements: z.array(measurement),
  machine: z.object({ cpu: z.string(), cores: z.number(), memoryGiB: z.number(), platform: z.string() }),
  ...{ node: z.string(), commit: z.string().exactOptional(), takenAt: z.string() },
})

/** One bench as bench/results/<name>.json holds it. */
export type BenchResult = z.infer<typeof schema>

const resultsFolder = (): string => join(projectFolder(), 'bench/results')

/** The commit that was measured, with '+' where the checkout differed from it; undefined outside a checkout. */
const commitOf = (folder: string): string | undefined => {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  try {
    const changed = git('status', '--porcelain', '--untracked-files=no', '--', 'src', 'models', 'training', 'bench')
    return `${git('rev-parse', '--short=12', 'HEAD')}${changed === '' ? '' : '+'}`
  } catch {
    // An unpacked archive has no commit, and the result says none.
    return undefined
  }
}

/** Writes bench/results/<name>.json with machine, Node and commit. */
export const writeResult = (outcome: BenchOutcome, short: boolean): void => {
  const commit = commitOf(projectFolder())
  const result: BenchResult = {
    name: outcome.name,
    short,
    seconds: outcome.seconds,
    peakRssMiB: outcome.peakRssMiB,
    measurements: [...outcome.measurements],
    machine: {
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      cores: cpus().length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      platform: `${process.platform} ${process.arch}`,
    },
    node: process.versions.node,
    ...(commit !== undefined && { commit }),
    takenAt: new Date().toISOString(),
  }
  mkdirSync(resultsFolder(), { recursive: true })
  writeFileSync(join(resultsFolder(), `${outcome.name}.json`), `${JSON.stringify(result, undefined, 2)}\n`)
}

/** The results that stand in bench/results, in the order of `names`; those that were never taken are left out. */
export const readResults = (names: readonly string[]): readonly BenchResult[] =>
  names
    .map((name) => join(resultsFolder(), `${name}.json`))
    .filter((path) => existsSync(path))
    .map((path) => schema.parse(JSON.parse(readFileSync(path, 'utf8'))))

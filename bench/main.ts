import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command, CommanderError } from 'commander'
import { projectFolder } from '../src/app/project-folder'
import { benches, onRequest } from './catalogue'
import { readResults, writeResult } from './results'
import { runBench, type BenchOutcome } from './run-bench'
import { markdown, textTable } from './table'

const everyName = Object.keys(benches).filter((name) => !onRequest.has(name))

type Options = { readonly short?: boolean; readonly table?: boolean }

const writeTable = async (root: Command): Promise<void> => {
  const results = readResults(Object.keys(benches))
  if (results.length === 0) root.error('error: nothing is measured yet; run the bench first')
  const { format, resolveConfig } = await import('prettier')
  const path = join(projectFolder(), 'BENCHMARKS.md')
  writeFileSync(path, await format(markdown(results), { ...(await resolveConfig(path)), parser: 'markdown' }))
  process.stdout.write(`BENCHMARKS.md: ${results.length} benches\n`)
}

const runAll = async (names: readonly string[], short: boolean): Promise<void> => {
  const outcomes: BenchOutcome[] = []
  for (const name of names) {
    process.stderr.write(`${name} …\n`)
    const outcome = await runBench(name, { short })
    if (outcome === undefined) {
      process.stderr.write(`${name}: failed\n`)
      process.exitCode = 1
      continue
    }
    outcomes.push(outcome)
    writeResult(outcome, short)
  }
  if (outcomes.length > 0) process.stdout.write(`${textTable(outcomes)}\n`)
}

/** `npm run bench [names] [-- --short | --table]`: 0 done, 1 a bench or its check failed, 2 wrong use. */
const main = async (): Promise<void> => {
  const root = new Command('bench')
  root
    .description('run the benches, each in a process of its own, and write bench/results/<name>.json')
    .argument(
      '[names...]',
      `which: ${Object.keys(benches).join(', ')}; all but ${[...onRequest].join(', ')} without a name`,
    )
    .option('--short', 'the same checks on less data: quick, and no benchmark')
    .option('--table', 'measure nothing: write BENCHMARKS.md from the results')
    .exitOverride()
    .action(async (names: readonly string[], { short, table }: Options) => {
      const unknown = names.find((name) => !Object.hasOwn(benches, name))
      if (unknown !== undefined)
        root.error(`error: no bench '${unknown}'; there are ${Object.keys(benches).join(', ')}`)
      if (table) await writeTable(root)
      else await runAll(names.length > 0 ? names : everyName, short === true)
    })
  try {
    await root.parseAsync()
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    process.exitCode = error.exitCode === 0 ? 0 : 2
  }
}

void main()

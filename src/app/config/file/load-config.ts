import { readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { Fault } from '../../../core/error'
import { projectFolder } from '../../project-folder'
import type { Config } from '../settings'
import { configChecker } from './check-config'
import type { Lookup } from './fields'
import { writeProblem } from './problem'
import { mostBytes } from './read-tree'
import type { ServiceConfig } from './schema'
import type { ReadText } from './sections/execution'

/** The configuration that ships: the recording in `data/` replayed against a paper venue. */
const defaultConfigFile = (): string => join(projectFolder(), 'config', 'default.yaml')

export type ConfigFile = { readonly file: string } & (
  | { readonly config: ServiceConfig }
  /** A line each, which names the file, the place and what is allowed there. */
  | { readonly problems: readonly string[] }
)

const readText = (file: string): string => {
  try {
    if (statSync(file).size <= mostBytes) return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new Fault('missing-data', `no configuration file at ${file}`, { cause })
  }
  throw new Fault('bad-input', `${file}: is longer than ${mostBytes} bytes`)
}

/** Files that a configuration in a folder names. */
const readBeside =
  (folder: string): ReadText =>
  (path) => {
    const file = resolve(folder, path)
    return statSync(file, { throwIfNoEntry: false })?.isFile() === true ? readText(file) : undefined
  }

/** Paths in a file are relative to its folder. */
const withPaths = (config: ServiceConfig, folder: string): ServiceConfig => {
  const { feeds, models, schedules, record } = config
  const at = (path: string): string => resolve(folder, path)
  const { retraining, report } = schedules
  return {
    ...config,
    feeds: feeds.map((feed) => (feed.kind === 'replay' ? { ...feed, recording: at(feed.recording) } : feed)),
    models: models && { ...models, registry: at(models.registry) },
    schedules: {
      retraining: retraining && { ...retraining, recording: at(retraining.recording) },
      report: report && { ...report, recording: at(report.recording), out: at(report.out) },
    },
    record: record && { ...record, folder: at(record.folder) },
  }
}

type Settings = Pick<Config, 'configFile' | 'host' | 'port' | 'token'>

/**
 * Reads the configuration file of these settings, or the default one. Faults with 'missing-data' without the file,
 * 'bad-input' for one that is too long.
 */
export const readConfig = (settings: Settings, lookup: Lookup): ConfigFile => {
  const file = settings.configFile ?? defaultConfigFile()
  const checked = configChecker(lookup, readBeside(dirname(file)))(readText(file), settings)
  const name = relative('', file).startsWith('..') ? file : relative('', file)
  return 'problems' in checked
    ? { file, problems: checked.problems.map((problem) => writeProblem(name, problem)) }
    : { file, config: withPaths(checked.config, dirname(file)) }
}

/** The configuration of the service. Faults with 'usage' where anything is wrong with it, in one line. */
export const loadConfig = (settings: Settings, lookup: Lookup): ServiceConfig => {
  const read = readConfig(settings, lookup)
  if ('config' in read) return read.config
  const [first, ...more] = read.problems
  const rest = more.length === 0 ? '' : ` (and ${more.length} more: bandshift config --check lists all)`
  throw new Fault('usage', `${first}${rest}`)
}

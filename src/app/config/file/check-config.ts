import type { Config } from '../settings'
import { crossCheck } from './cross-checks'
import type { Lookup } from './fields'
import { describeIssue, type ConfigProblem } from './problem'
import { readTree } from './read-tree'
import { fileSchema, type ServiceConfig } from './schema'
import type { ReadText } from './sections/execution'

/** A configuration, or everything that is wrong with it. */
export type CheckedConfig = { readonly config: ServiceConfig } | { readonly problems: readonly ConfigProblem[] }

/** Settings of the environment that override the file. */
export type Overrides = Partial<Pick<Config, 'host' | 'port' | 'token'>>

const overridden = (config: ServiceConfig, { host, port, token }: Overrides): ServiceConfig => {
  const { service } = config
  const operators = token === undefined ? service.operators : [...service.operators, { name: 'operator', token }]
  return { ...config, service: { ...service, host: host ?? service.host, port: port ?? service.port, operators } }
}

/**
 * Starts a check of YAML or JSON texts; `lookup` answers their `${NAME}` references, `read` gives the files that they
 * name. Parts are checked against each other once each is right by itself.
 */
export const configChecker = (
  lookup: Lookup,
  read: ReadText = () => undefined,
): ((text: string, overrides?: Overrides) => CheckedConfig) => {
  const schema = fileSchema(lookup, read)
  return (text, overrides = {}) => {
    const read = readTree(text)
    if ('problems' in read) return read
    const { data, error } = schema.safeParse(read.tree)
    if (error) return { problems: error.issues.map((issue) => describeIssue(issue, read.tree)) }
    const config = overridden(data, overrides)
    const problems = crossCheck(config)
    return problems.length > 0 ? { problems } : { config }
  }
}

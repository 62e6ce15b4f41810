import type { Lookup } from './fields'
import { crossCheck } from './cross-checks'
import { describeIssue } from './describe-issue'
import type { ConfigProblem } from './problem'
import { readTree } from './read-tree'
import { fileSchema, type ServiceConfig } from './schema'

/** A configuration, or everything that is wrong with it. */
export type CheckedConfig = { readonly config: ServiceConfig } | { readonly problems: readonly ConfigProblem[] }

/** Checks a YAML or JSON text; `lookup` answers its `${NAME}` references. Parts are checked against each other once each is right by itself. */
export const checkConfig = (text: string, lookup: Lookup): CheckedConfig => {
  const read = readTree(text)
  if ('problems' in read) return read
  const { data, error } = fileSchema(lookup).safeParse(read.tree)
  if (error) return { problems: error.issues.map((issue) => describeIssue(issue, read.tree)) }
  const problems = crossCheck(data)
  return problems.length > 0 ? { problems } : { config: data }
}

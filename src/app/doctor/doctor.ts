import { join } from 'node:path'
import { reveal } from '../config/secret'
import type { Config } from '../config/settings'
import { secretsOf } from '../config/settings'
import { checkBackend } from './backend'
import { checkDaily, checkReal, checkShipped } from './data'
import { checkEmbedded, checkServer } from './database'
import { ok, type Finding } from './finding'
import { checkDisk, checkMemory, checkNode } from './machine'
import { checkRedis } from './redis'
import { redact } from '../redact'

export type Diagnosis = {
  readonly findings: readonly Finding[]
  /** False where something essential is missing. */
  readonly healthy: boolean
}

/** The project's folder: there is a `src` above this file, or a `dist/src`. */
const root = __dirname.includes(join('dist', 'src')) ? join(__dirname, '../../../..') : join(__dirname, '../../..')

const checkQueue = async ({ redisUrl }: Config, database: Finding): Promise<readonly Finding[]> => {
  if (redisUrl) return checkRedis(reveal(redisUrl))
  return [database.state === 'missing' ? { ...database, part: 'queue' } : ok('queue', 'in the database')]
}

/**
 * Looks at every part that these settings name and says what to do about what is missing. Starts, writes and changes
 * nothing; no finding holds a secret.
 */
export const diagnose = async (config: Config): Promise<Diagnosis> => {
  const [backend, database] = await Promise.all([
    checkBackend(config),
    config.databaseUrl ? checkServer(reveal(config.databaseUrl)) : checkEmbedded(config.homeFolder),
  ])
  const findings = [
    checkNode(),
    backend,
    database,
    ...(await checkQueue(config, database)),
    checkShipped(join(root, 'data')),
    checkDaily(),
    checkReal(config.dataFolder),
    checkDisk(config.homeFolder),
    checkMemory(),
  ]
  return {
    findings: redact(findings, secretsOf(config)) as readonly Finding[],
    healthy: !findings.some(({ state, essential }) => state === 'missing' && essential),
  }
}

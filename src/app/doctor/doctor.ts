import { createRequire } from 'node:module'
import { join } from 'node:path'
import type * as backendModule from '../../../models/backend'
import { reveal } from '../config/secret'
import { secretsOf, type Config } from '../config/settings'
import { projectFolder } from '../project-folder'
import { redact } from '../redact'
import { checkDaily, checkReal, checkShipped } from './data'
import { checkEmbedded, checkServer } from './database'
import { inOneLine, missing, ok, warn, type DoctorFinding } from './finding'
import { checkDisk, checkMemory, checkNode } from './machine'
import { checkRedis } from './redis'

export type Diagnosis = {
  readonly findings: readonly DoctorFinding[]
  /** False where something essential is missing. */
  readonly healthy: boolean
}

/** Chooses the TensorFlow backend as training and service would, and says which it is and why. */
const checkBackend = async ({ backend }: Pick<Config, 'backend'>): Promise<DoctorFinding> => {
  try {
    // Imported only here: loading TensorFlow takes a second, which other commands do not need.
    const { chooseBackend } = createRequire(__filename)('../../../models/backend') as typeof backendModule
    const { name, reason, version } = await chooseBackend(backend)
    const found = `${name}, TensorFlow.js ${version} (${reason})`
    return name === 'cpu'
      ? warn('tensorflow', found, "training is several times slower: run 'npm ci' so that WebAssembly is installed")
      : ok('tensorflow', found)
  } catch (error) {
    const advice = backend === 'auto' ? "run 'npm ci'" : 'unset BANDSHIFT_BACKEND to use the fastest backend that works'
    return missing('tensorflow', inOneLine(error), advice, true)
  }
}

const checkQueue = async ({ redisUrl }: Config, database: DoctorFinding): Promise<readonly DoctorFinding[]> => {
  if (redisUrl) return checkRedis(reveal(redisUrl))
  return [database.state === 'missing' ? { ...database, part: 'queue' } : ok('queue', 'in the database')]
}

/**
 * Checks every part that these settings name and reports how to fix what is missing. Starts, writes and changes
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
    checkShipped(join(projectFolder(), 'data')),
    checkDaily(),
    checkReal(config.dataFolder),
    checkDisk(config.homeFolder),
    checkMemory(),
  ]
  return {
    findings: redact(findings, secretsOf(config)) as readonly DoctorFinding[],
    healthy: !findings.some(({ state, essential }) => state === 'missing' && essential),
  }
}

import { Redis } from 'ioredis'
import { inOneLine, missing, ok, warn, type DoctorFinding } from './finding'

/** Reads settings of a Redis; undefined where it does not answer (managed servers forbid CONFIG). */
const settingsOf = async (redis: Redis): Promise<Readonly<Record<string, string>> | undefined> => {
  try {
    const pairs = (await Promise.all(
      ['hz', 'maxmemory-policy', 'appendonly'].map((name) => redis.config('GET', name)),
    )) as string[][]
    return Object.fromEntries(pairs.map(([name, value]) => [name, value]))
  } catch {
    // Not a fault: the finding then says that the settings are not visible.
    return undefined
  }
}

const judge = (version: string, settings: Readonly<Record<string, string>> | undefined): readonly DoctorFinding[] => {
  const found = `Redis ${version}`
  if (!settings)
    return [
      warn('queue', `${found}, settings not visible`, 'check that maxmemory-policy is noeviction and hz at least 100'),
    ]
  const policy = settings['maxmemory-policy'] ?? ''
  const hz = Number(settings.hz)
  const complaints = [
    ...(policy === 'noeviction'
      ? []
      : [
          warn(
            'queue',
            `${found}, maxmemory-policy ${policy}`,
            'CONFIG SET maxmemory-policy noeviction: any other loses jobs',
          ),
        ]),
    ...(hz >= 100
      ? []
      : [warn('queue', `${found}, hz ${hz}`, 'CONFIG SET hz 100: delayed jobs start tens of milliseconds late')]),
    ...(settings.appendonly === 'yes'
      ? []
      : [warn('queue', `${found}, append-only file off`, 'CONFIG SET appendonly yes: a restart loses jobs')]),
  ]
  return complaints.length > 0 ? complaints : [ok('queue', `${found}, hz ${hz}, ${policy}, append-only file on`)]
}

/** Whether the Redis of REDIS_URL answers and is set up to hold jobs. Changes nothing there. */
export const checkRedis = async (url: string): Promise<readonly DoctorFinding[]> => {
  const redis = new Redis(url, { lazyConnect: true, connectTimeout: 3_000, retryStrategy: () => null })
  let reason: unknown
  redis.on('error', (error) => (reason ??= error))
  try {
    await redis.connect()
    const version = /redis_version:(\S+)/.exec(await redis.info('server'))?.[1] ?? 'of unknown version'
    return judge(version, await settingsOf(redis))
  } catch (error) {
    return [
      missing(
        'queue',
        `the Redis of REDIS_URL does not answer: ${inOneLine(reason ?? error)}`,
        'start it or correct REDIS_URL; without REDIS_URL the database holds the queue',
        true,
      ),
    ]
  } finally {
    // Disconnecting a client that has ended would leave a timer running.
    if (redis.status !== 'end') redis.disconnect()
  }
}

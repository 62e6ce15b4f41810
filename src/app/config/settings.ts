import { resolve } from 'node:path'
import { z } from 'zod'
import { Fault } from '../../core/error'
import { maskCredentials, reveal, secret, type Secret } from './secret'

export const logLevels = ['silent', 'error', 'warn', 'info', 'debug'] as const

export type LogLevel = (typeof logLevels)[number]

/** Operator tokens of fewer characters are refused, in the configuration and when the service starts. */
export const leastTokenLength = 24

const address = (protocols: readonly string[]) =>
  z
    .string()
    .refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
      error: `is not an address that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
    })
    .transform(secret)
    .optional()

const folder = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .transform((path) => resolve(path))

const schema = z.object({
  /** Real recordings, outside the project. */
  BANDSHIFT_DATA: folder('../shared/data'),
  /** State of this installation: the embedded database. */
  BANDSHIFT_HOME: folder('.bandshift'),
  BANDSHIFT_BACKEND: z.enum(['auto', 'tensorflow', 'wasm', 'cpu']).default('auto'),
  BANDSHIFT_LOG: z.enum(logLevels).default('info'),
  /** The configuration file of the service. */
  BANDSHIFT_CONFIG: z
    .string()
    .transform((path) => resolve(path))
    .optional(),
  /** These three override the configuration file. */
  BANDSHIFT_HOST: z.string().max(255).optional(),
  BANDSHIFT_PORT: z
    .string()
    .regex(/^\d{1,5}$/, { error: 'is a port, a whole number up to 65535' })
    .transform(Number)
    .refine((port) => port <= 65_535, { error: 'is a port, a whole number up to 65535' })
    .optional(),
  BANDSHIFT_TOKEN: z
    .string()
    .min(leastTokenLength, { error: `has at least ${leastTokenLength} letters` })
    .transform(secret)
    .optional(),
  REDIS_URL: address(['redis:', 'rediss:']),
  DATABASE_URL: address(['postgres:', 'postgresql:']),
})

/** Settings of this process, checked. */
export type Config = {
  readonly dataFolder: string
  readonly homeFolder: string
  readonly backend: 'auto' | 'tensorflow' | 'wasm' | 'cpu'
  readonly log: LogLevel
  /** The configuration file of the service; the default one where absent. */
  readonly configFile: string | undefined
  /** Where the service listens; overrides the configuration file. */
  readonly host: string | undefined
  readonly port: number | undefined
  /** Of the operator named 'operator'. */
  readonly token: Secret | undefined
  /** The job queue's Redis; the database keeps the jobs where absent. */
  readonly redisUrl: Secret | undefined
  /** The database server; an embedded one where absent. */
  readonly databaseUrl: Secret | undefined
}

/**
 * Reads settings from environment variables. An empty variable counts as absent. Throws a `usage` fault of one line,
 * which names the variable and never repeats the value of an address, for a value out of range or an unknown BANDSHIFT_
 * variable. @internal exported for tests: programs call `config`.
 */
export const parseSettings = (environment: Readonly<Record<string, string | undefined>>): Config => {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  )
  const known = Object.keys(schema.shape)
  const unknown = Object.keys(given).find((name) => name.startsWith('BANDSHIFT_') && !known.includes(name))
  if (unknown !== undefined)
    throw new Fault(
      'usage',
      `unknown setting ${unknown}; there are ${known.filter((name) => name.startsWith('BANDSHIFT_')).join(', ')}`,
    )
  const { data, error } = schema.safeParse(given)
  if (error) {
    const [{ path, message }] = error.issues
    throw new Fault('usage', `setting ${path.join('.')}: ${message}`)
  }
  return {
    dataFolder: data.BANDSHIFT_DATA,
    homeFolder: data.BANDSHIFT_HOME,
    backend: data.BANDSHIFT_BACKEND,
    log: data.BANDSHIFT_LOG,
    configFile: data.BANDSHIFT_CONFIG,
    host: data.BANDSHIFT_HOST,
    port: data.BANDSHIFT_PORT,
    token: data.BANDSHIFT_TOKEN,
    redisUrl: data.REDIS_URL,
    databaseUrl: data.DATABASE_URL,
  }
}

/**
 * Settings from the environment of this process, the only place that reads it. Throws a `usage` fault for a wrong one.
 */
export const config = (): Config => parseSettings(process.env)

/** What `${NAME}` refers to in the configuration file. */
export const lookupEnvironment = (name: string): string | undefined => process.env[name]

const describeAddress = (url: Secret | undefined): string | undefined => url && maskCredentials(reveal(url))

/** The settings for a person or a log, credentials masked. */
export const describeConfig = (config: Config): Readonly<Record<string, string | undefined>> => ({
  ...config,
  port: config.port?.toString(),
  token: config.token?.toString(),
  redisUrl: describeAddress(config.redisUrl),
  databaseUrl: describeAddress(config.databaseUrl),
})

/** Where secrets come from: the addresses, the operator's token, and those that the configuration file refers to. */
export type SecretSources = Pick<Config, 'redisUrl' | 'databaseUrl'> & {
  readonly token?: Secret | undefined
  readonly others?: readonly Secret[] | undefined
}

/** The values that must never be written anywhere: the addresses whole, the passwords in them, tokens and keys. */
export const secretsOf = ({ redisUrl, databaseUrl, token, others = [] }: SecretSources): readonly string[] => [
  ...[redisUrl, databaseUrl].flatMap((url) => {
    if (!url) return []
    const text = reveal(url)
    const { password } = new URL(text)
    return password === '' ? [] : [text, password, decodeURIComponent(password)]
  }),
  ...(token ? [token, ...others] : others).map(reveal),
]

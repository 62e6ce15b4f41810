import pino from 'pino'
import { secretsOf, type Config, type LogLevel, type SecretSources } from './config/settings'
import { redact } from './redact'

/** What happened, as `subject.verb`, with its particulars: `{ event: 'hedge.refused', portfolioId, reasons }`. */
export type LogEvent = { readonly event: string } & { readonly [field: string]: unknown }

export type Log = { readonly [level in Exclude<LogLevel, 'silent'>]: (event: LogEvent) => void }

/** Where lines are written; standard error unless a test passes another function. */
export type LogLines = { readonly write: (line: string) => void }

/**
 * Starts a log of one JSON line an event, with level and time, on standard error, so that results on standard output
 * stay clean. Nothing secret passes: see `redact`. Lines are written at once; nothing is lost when the process ends.
 */
export const startLog = (
  config: Pick<Config, 'log'> & SecretSources,
  lines: LogLines = pino.destination({ dest: 2, sync: true }),
): Log => {
  const secrets = secretsOf(config)
  const logger = pino(
    {
      level: config.log,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    lines,
  )
  const at =
    (level: Exclude<LogLevel, 'silent'>) =>
    (event: LogEvent): void => {
      if (logger.isLevelEnabled(level)) logger[level](redact(event, secrets))
    }
  return { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') }
}

import { randomBytes } from 'node:crypto'
import { InvalidArgumentError, type Command } from 'commander'
import { loadConfig } from '../app/config/file/load-config'
import { secretsOfFile, type ServiceConfig } from '../app/config/file/schema'
import { plainConfig } from '../app/config/file/write-config'
import { secret } from '../app/config/secret'
import { config, describeConfig, lookupEnvironment } from '../app/config/settings'
import { startLog } from '../app/log'
import { openQueue } from '../app/queue'
import { startClosers } from '../app/service/closers'
import { startWorking } from '../app/service/jobs/service-jobs'
import { everything, serving, working, type Roles } from '../app/service/live-parts'
import { startLive } from '../app/service/start-live'
import { command } from './command'
import { closeOnSignal } from './stop-signal'

/**
 * The configuration with an operator: where none is named, one for this run with a token that is drawn and shown once,
 * on standard output.
 */
const withOperator = (given: ServiceConfig): { readonly config: ServiceConfig; readonly token: string | undefined } => {
  if (given.service.operators.length > 0) return { config: given, token: undefined }
  const token = randomBytes(24).toString('base64url')
  const operators = [{ name: 'operator', token: secret(token) }]
  return { config: { ...given, service: { ...given.service, operators } }, token }
}

/** Runs a process of the service in its roles until a signal to stop. */
const runLive = async (roles: Roles): Promise<void> => {
  const settings = config()
  const loaded = withOperator(loadConfig(settings, lookupEnvironment))
  const log = startLog({ ...settings, others: secretsOfFile(loaded.config) })
  log.info({ event: 'service.configured', config: plainConfig(loaded.config) })
  const live = await startLive({ settings, config: loaded.config, roles, log })
  if (live.address !== undefined) process.stdout.write(`dashboard: ${live.address}\n`)
  if (loaded.token !== undefined && roles.serve) process.stdout.write(`operator token of this run: ${loaded.token}\n`)
  await closeOnSignal(log, live.close)
}

/** Runs retraining and report jobs alone, which need no configuration and no models. */
const runJobs = async (): Promise<void> => {
  const settings = config()
  const log = startLog(settings)
  const closers = startClosers(log)
  try {
    const queue = closers.own('queue', await openQueue(settings, log))
    closers.own('jobs', await startWorking(queue, log))
    log.info({ event: 'worker.started', settings: describeConfig(settings) })
    await closeOnSignal(log, closers.close)
  } catch (error) {
    await closers.close()
    throw error
  }
}

/** `start`: the whole service in one process. */
export const startCommand = (): Command =>
  command('start', 'run the service in one process: feeds, hedging, jobs, API and dashboard').action(() =>
    runLive(everything),
  )

/** `serve`: feeds, API and dashboard; the evaluations run in workers. */
export const serveCommand = (): Command =>
  command('serve', 'follow the feeds and serve API and dashboard; workers evaluate').action(() => runLive(serving))

const parts = ['hedges', 'jobs'] as const

type Part = (typeof parts)[number]

const part = (text: string): Part => {
  const found = parts.find((own) => own === text)
  if (found === undefined) throw new InvalidArgumentError(`'${text}' is not one of ${parts.join(', ')}`)
  return found
}

/** `worker`: takes evaluations and jobs until a signal to stop; running ones end first, unless a second one comes. */
export const workerCommand = (): Command =>
  command(
    'worker',
    'take evaluations and jobs from the queue until SIGINT or SIGTERM; on any number of machines with REDIS_URL or DATABASE_URL',
  )
    .option('--only <part>', "'hedges' or 'jobs' (retraining and reports)", part)
    .action(async ({ only }: { readonly only?: Part }) => {
      if (only === 'jobs') await runJobs()
      else await runLive({ ...working, jobs: only === undefined })
    })

import { InvalidArgumentError, type Command } from 'commander'
import { config } from '../app/config/config'
import { describeConfig } from '../app/config/settings'
import { working } from '../app/service/live-parts'
import { startLog } from '../app/log'
import { openQueue } from '../app/queue'
import { startWorking } from '../app/service/jobs/service-jobs'
import { command } from './command'
import { runLive } from './live'
import { untilTold } from './until-told'

const parts = ['hedges', 'jobs'] as const
type Part = (typeof parts)[number]

const part = (text: string): Part => {
  const found = parts.find((own) => own === text)
  if (found === undefined) throw new InvalidArgumentError(`'${text}' is not one of ${parts.join(', ')}`)
  return found
}

/** Takes retraining and report jobs alone: needs no configuration and no models. */
const runJobs = async (): Promise<void> => {
  const settings = config()
  const log = startLog(settings)
  const queue = await openQueue(settings, log)
  try {
    await startWorking(queue, log)
    log.info({ event: 'worker.started', settings: describeConfig(settings) })
    await untilTold(log, queue.close)
  } catch (error) {
    await queue.close()
    throw error
  }
}

/** `worker`: takes evaluations and jobs until told to stop; then lets the running ones end, unless told again. */
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

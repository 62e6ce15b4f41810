import type { Command } from 'commander'
import { config } from '../app/config/settings'
import { startLog } from '../app/log'
import { openQueue } from '../app/queue'
import { retraining, retrainingRequest } from '../app/service/jobs/retraining'
import { startWorking } from '../app/service/jobs/service-jobs'
import { Fault } from '../core/error'
import type { JobPayload } from '../ports/job-queue'
import { command, print, type CommonOptions } from './command'

type Options = CommonOptions & {
  readonly data: string
  readonly out: string
  readonly symbol?: string
  readonly wait?: boolean
}

const show = ({ stage, done, total }: JobPayload): void => {
  process.stderr.write(`${String(stage)} ${String(done)}/${String(total)}\n`)
}

/**
 * `retrain`: adds one retraining job; with --wait shows its progress to the end, and runs it here where there is no
 * worker.
 */
export const retrainCommand = (): Command =>
  command('retrain', 'add a retraining job to the queue')
    .requiredOption('--data <recording>', 'the recording to train on; may be one that the service goes on writing')
    .requiredOption('--out <registry>', 'where the models go')
    .option('--symbol <name>', 'instrument of the recording; without it the one with the most rows')
    .option('--wait', 'show progress until the job ends; where no worker runs, work it in this process')
    .action(async (options: Options) => {
      const { data, out, seed, symbol, wait } = options
      const { readForWork } = await import('../adapters/recordings/index.js')
      await readForWork(data)
      const settings = config()
      const log = startLog(settings)
      const request = retrainingRequest({ data, registry: out, seed, ...(symbol !== undefined && { symbol }) })
      const queue = await openQueue(settings, log)
      try {
        const id = await queue.add(request)
        const workers = await queue.workers(retraining)
        if (!wait) {
          const hint = workers === 0 ? "; no worker runs yet: start one with 'bandshift worker'" : ''
          print(options, { id, workers }, () => `job ${id} added${hint}`)
          return
        }
        if (workers === 0) await startWorking(queue, log)
        const outcome = await queue.outcome(retraining, id, show)
        if (outcome.state !== 'completed')
          throw new Fault(
            'unavailable',
            `job ${id} ${outcome.state === 'failed' ? `failed: ${outcome.reason}` : 'is gone'}`,
          )
        print(options, { id, ...outcome }, () => `job ${id} completed: ${JSON.stringify(outcome.result)}`)
      } finally {
        await queue.close()
      }
    })

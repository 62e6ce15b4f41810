import type { Command } from 'commander'
import { Fault } from '../../core/error'
import type { JobQueue, PlannedSchedule } from '../../ports/job-queue'
import { config } from '../config/config'
import { retraining, scheduleRetraining } from '../jobs/retraining'
import { startLog } from '../log'
import { openQueue } from '../queue'
import { command, print, type CommonOptions } from './command'

type Options = CommonOptions & {
  readonly cron?: string
  readonly data?: string
  readonly out?: string
  readonly list?: boolean
  readonly remove?: string
}

const line = ({ id, cron, payload, next }: PlannedSchedule): string =>
  `${id}  '${cron}' UTC, next ${new Date(next).toISOString()}: ${String(payload.data)} → ${String(payload.registry)}`

const table = (schedules: readonly PlannedSchedule[]): string =>
  schedules.length === 0 ? 'nothing is scheduled' : schedules.map(line).join('\n')

const act = async (
  queue: JobQueue,
  { cron, data, out, remove, seed }: Options,
): Promise<readonly PlannedSchedule[]> => {
  if (remove !== undefined && !(await queue.unschedule(retraining, remove)))
    throw new Fault('usage', `there is no schedule '${remove}'; --list shows them`)
  if (cron !== undefined && data !== undefined && out !== undefined)
    await scheduleRetraining(queue, { data, registry: out, seed }, cron)
  return queue.schedules(retraining)
}

/** `schedule`: writes, lists or removes schedules of retraining, and shows what then stands. */
export const scheduleCommand = (): Command =>
  command('schedule', 'retrain at set times; a worker has to run then')
    .option('--cron <expression>', "five fields, in UTC: '0 3 * * *' is every night at three")
    .option('--data <recording>', 'the recording to train on')
    .option('--out <registry>', 'where the models go; one schedule a registry')
    .option('--list', 'show the schedules')
    .option('--remove <id>', 'remove a schedule')
    .action(async (options: Options) => {
      const { cron, data, out, list, remove } = options
      const writes = [cron, data, out].filter((option) => option !== undefined).length
      const wishes = [writes > 0, list === true, remove !== undefined].filter(Boolean).length
      if (wishes !== 1 || (writes > 0 && writes < 3))
        throw new Fault('usage', 'schedule takes --cron with --data and --out, or --list, or --remove <id>')
      const settings = config()
      const queue = await openQueue(settings, startLog(settings))
      try {
        const schedules = await act(queue, options)
        print(options, schedules, () => table(schedules))
      } finally {
        await queue.close()
      }
    })

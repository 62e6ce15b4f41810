import { Option, type Command } from 'commander'
import { config } from '../app/config/settings'
import { startLog } from '../app/log'
import { openQueue } from '../app/queue'
import { evaluationReport, scheduleEvaluationReport } from '../app/service/jobs/evaluation-report'
import { retraining, scheduleRetraining } from '../app/service/jobs/retraining'
import { Fault } from '../core/error'
import type { JobQueue, PlannedSchedule } from '../ports/job-queue'
import { command, print, type CommonOptions } from './command'

const kinds = [retraining, evaluationReport] as const

type Options = CommonOptions & {
  readonly job: (typeof kinds)[number]
  readonly cron?: string
  readonly data?: string
  readonly models?: string
  readonly out?: string
  readonly list?: boolean
  readonly remove?: string
}

/** One of the three things that the command does. */
type Request =
  | { readonly kind: 'write'; readonly write: (queue: JobQueue) => Promise<unknown> }
  | { readonly kind: 'remove'; readonly id: string }
  | { readonly kind: 'list' }

const line = ({ id, cron, payload, next }: PlannedSchedule): string =>
  `${id}  '${cron}' UTC, next ${new Date(next).toISOString()}: ${String(payload.data)} → ${String(payload.registry ?? payload.out)}`

const table = (schedules: readonly PlannedSchedule[]): string =>
  schedules.length === 0 ? 'nothing is scheduled' : schedules.map(line).join('\n')

const requestOf = ({ job, cron, data, models, out, list, remove, seed }: Options): Request | undefined => {
  const given = [cron, data, models, out].filter((option) => option !== undefined).length
  if (given === 0) {
    if (remove !== undefined) return list ? undefined : { kind: 'remove', id: remove }
    return list ? { kind: 'list' } : undefined
  }
  if (list || remove !== undefined || cron === undefined || data === undefined || out === undefined) return undefined
  if (job === retraining) {
    if (models !== undefined) return undefined
    return { kind: 'write', write: (queue) => scheduleRetraining(queue, { data, registry: out, seed }, cron) }
  }
  if (models === undefined) return undefined
  return { kind: 'write', write: (queue) => scheduleEvaluationReport(queue, { data, models, out, seed }, cron) }
}

const removeSchedule = async (queue: JobQueue, id: string): Promise<void> => {
  for (const kind of kinds) if (await queue.unschedule(kind, id)) return
  throw new Fault('usage', `there is no schedule '${id}'; --list shows them`)
}

/** `schedule`: writes, lists or removes schedules of retraining and of reports, and shows those that are left. */
export const scheduleCommand = (): Command =>
  command('schedule', 'retrain or write reports at set times; a worker has to run then')
    .addOption(new Option('--job <kind>', 'what to schedule').choices(kinds).default(retraining))
    .option('--cron <expression>', "five fields, in UTC: '0 3 * * *' is every night at three")
    .option('--data <recording>', 'the recording to train on, or to judge the champions on')
    .option('--models <registry>', 'the registry whose champions a report judges')
    .option('--out <folder>', 'where the models go, or the report; one schedule a folder')
    .option('--list', 'show the schedules')
    .option('--remove <id>', 'remove a schedule')
    .action(async (options: Options) => {
      const request = requestOf(options)
      if (request === undefined)
        throw new Fault(
          'usage',
          'schedule takes --cron with --data and --out (and --models for --job evaluation-report), or --list, or --remove <id>',
        )
      const settings = config()
      const queue = await openQueue(settings, startLog(settings))
      try {
        if (request.kind === 'remove') await removeSchedule(queue, request.id)
        if (request.kind === 'write') await request.write(queue)
        const schedules = (await Promise.all(kinds.map((kind) => queue.schedules(kind)))).flat()
        print(options, schedules, () => table(schedules))
      } finally {
        await queue.close()
      }
    })

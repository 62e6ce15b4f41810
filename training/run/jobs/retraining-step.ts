import { constants, setPriority } from 'node:os'
import type { OnProgress } from '../../data/options'
import { flow, runStep } from '../flow'
import { openRun } from '../open-run'
import { reopenRun } from '../run-folder'
import { trainResult } from '../train'

/** The part of BullMQ's job that is needed here. */
type Job = {
  readonly data:
    | { readonly run: string; readonly step: string }
    | {
        readonly data: string
        readonly registry: string
        readonly seed: number
        readonly symbol?: string
        readonly promotion?: 'nominate'
      }
  readonly updateProgress: (progress: object) => Promise<void>
}

// Runs in a child process, and ends with the process that started it.
process.once('disconnect', () => process.exit(1))
// Hedging has priority over training where they share processors.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL)

/** One step of a retraining: opens the run of an order, or does a named step of a run. */
const step = async (job: Job): Promise<object> => {
  if (!('run' in job.data)) {
    const { registry, ...order } = job.data
    const run = await openRun({ ...order, out: registry })
    const steps = flow.map(({ name, needs }) => ({ step: name, needs: needs.map((need) => need.name) }))
    return { run: run.path, steps, done: flow.map(({ name }) => name).filter(run.isDone) }
  }
  const { run: folder, step: name } = job.data
  const run = await reopenRun(folder)
  let reported = Promise.resolve()
  const show: OnProgress = (stage, done, total) => {
    reported = reported.then(() => job.updateProgress({ stage, done, total }))
  }
  await runStep(run, name, show)
  await reported
  if (name !== flow[flow.length - 1].name) return { step: name }
  const { published, decision, pool, backend } = await trainResult(run)
  return { step: name, outcome: { run: folder, published, decision, pool, backend } }
}

export default step

import type { DatabaseConnection } from '../src/adapters/database/connection'
import type { QueueStore } from '../src/adapters/queue/backend'
import { openJobQueue } from '../src/adapters/queue/open'
import { traceDecisions } from './decision-trace'
import { openLiveDesk } from './live-desk'
import { report } from './queue-stores'

/** The task of a worker process of the bench of evaluations. */
export type EvaluatingTask = {
  readonly store: QueueStore
  readonly connection: DatabaseConnection
  readonly kind: string
  readonly portfolios: number
}

/** Evaluates what is due; answers 'count' with the number of commits so far and closes at any other message. */
const evaluate = async (): Promise<void> => {
  const { store, connection, kind, portfolios } = JSON.parse(process.argv[2]) as EvaluatingTask
  let committed = 0
  const desk = await openLiveDesk({
    ...{ connection, portfolios, step: 0, interval: { least: 0.001, most: 0.001 } },
    traced: traceDecisions(() => committed++),
  })
  const queue = await openJobQueue(store, report)
  await queue.heartbeat(kind).work(desk.engine.scheduled)
  process.on('message', (message) => {
    if (message === 'count') process.send?.(committed)
    else
      void queue
        .close()
        .then(desk.close)
        .then(() => process.disconnect())
  })
  process.send?.('ready')
}

evaluate().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`)
  process.exit(1)
})

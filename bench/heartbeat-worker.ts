import type { QueueStore } from '../src/adapters/queue/backend'
import { openJobQueue } from '../src/adapters/queue/open'
import { report } from './queue-stores'

/**
 * A worker process of the heartbeat's bench: evaluates as fast as it can, answers 'count' with the number of
 * evaluations so far, and closes at any other message.
 */
const run = async (): Promise<void> => {
  const { store, kind } = JSON.parse(process.argv[2]) as { readonly store: QueueStore; readonly kind: string }
  const queue = await openJobQueue(store, report)
  let evaluations = 0
  await queue.heartbeat(kind).work(async () => {
    evaluations++
    return { afterMs: 0 }
  })
  process.on('message', (message) => {
    if (message === 'count') process.send?.(evaluations)
    else void queue.close().then(() => process.disconnect())
  })
  process.send?.('ready')
}

run().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`)
  process.exit(1)
})

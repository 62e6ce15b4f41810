import { openJobQueue, type OpenJobQueue } from '../../../src/adapters/queue/open'
import type { EvaluationHandler, Heartbeat, HeartbeatOptions } from '../../../src/ports/heartbeat'
import { collectClosers, type CloseOnce } from '../../support/closers'
import { collectGates } from '../../support/gates'
import type { StoreServer } from './store-server'

export const hour = 3_600_000

/** The fixture of the heartbeat's suites. */
export type HeartbeatRig = {
  readonly server: () => StoreServer
  readonly aKind: () => string
  readonly gate: ReturnType<typeof collectGates>
  /** A queue as a process of its own would open it; closed after the test, which fails where it reported an error. */
  readonly aProcess: (onError?: (error: Error) => void) => Promise<OpenJobQueue>
  readonly aHeartbeat: (kind: string) => Promise<Heartbeat>
  /** The same, running due jobs. */
  readonly aWorker: (kind: string, evaluate: EvaluationHandler, options?: HeartbeatOptions) => Promise<Heartbeat>
  /** Closes all queues now, as a restart does. */
  readonly close: () => Promise<void>
  /** Closes something else after the test, before the queues that were opened earlier. */
  readonly closeLater: (close: () => unknown) => CloseOnce
}

let kinds = 0

/** Sets up a suite on a server that the caller's own set-up has started. */
export const setUpHeartbeats = (server: () => StoreServer): HeartbeatRig => {
  const errors: Error[] = []
  const gate = collectGates()
  const closeLater = collectClosers()
  afterEach(() => expect(errors.splice(0)).toEqual([]))
  const queues: CloseOnce[] = []

  const aProcess: HeartbeatRig['aProcess'] = async (onError = (error) => void errors.push(error)) => {
    const queue = await openJobQueue(server().store, onError)
    queues.push(closeLater(() => queue.close()))
    return queue
  }
  const aHeartbeat: HeartbeatRig['aHeartbeat'] = async (kind) => (await aProcess()).heartbeat(kind)
  return {
    server,
    aKind: () => `evaluations-${++kinds}`,
    gate,
    aProcess,
    aHeartbeat,
    aWorker: async (kind, evaluate, options) => {
      const heartbeat = await aHeartbeat(kind)
      await heartbeat.work(evaluate, options)
      return heartbeat
    },
    close: async () => {
      await Promise.all(queues.splice(0).map((close) => close()))
    },
    closeLater,
  }
}

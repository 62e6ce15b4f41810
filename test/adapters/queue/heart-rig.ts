import { openJobQueue, type OpenJobQueue } from '../../../src/adapters/queue/open'
import type { Beat, Heartbeat, HeartOptions } from '../../../src/ports/heartbeat'
import type { StoreServer } from './store-server'

export const hour = 3_600_000

/** A promise to be kept from outside. */
export const gate = (): { readonly passed: Promise<void>; readonly open: () => void } => {
  let open: () => void = () => undefined
  const passed = new Promise<void>((resolve) => (open = resolve))
  return { passed, open }
}

/** What the suites of the heartbeat work with. */
export type HeartRig = {
  readonly server: () => StoreServer
  readonly aKind: () => string
  /** A queue as a process of its own would open it; closed after the test, which fails where an error was told. */
  readonly aProcess: (onError?: (error: Error) => void) => Promise<OpenJobQueue>
  readonly aHeart: (kind: string) => Promise<Heartbeat>
  /** The same, at work. */
  readonly aWorker: (kind: string, beat: Beat, options?: HeartOptions) => Promise<Heartbeat>
  /** Closes all of them now, as a restart does. */
  readonly close: () => Promise<void>
}

let kinds = 0

/** Sets up a suite on a server that the caller's own set-up has started. */
export const setUpHearts = (server: () => StoreServer): HeartRig => {
  const errors: Error[] = []
  const queues: OpenJobQueue[] = []

  const aProcess: HeartRig['aProcess'] = async (onError = (error) => void errors.push(error)) => {
    const queue = await openJobQueue(server().store, onError)
    queues.push(queue)
    return queue
  }
  const aHeart: HeartRig['aHeart'] = async (kind) => (await aProcess()).heartbeat(kind)
  const close = async (): Promise<void> => {
    await Promise.all(queues.splice(0).map((queue) => queue.close()))
  }
  afterEach(async () => {
    await close()
    expect(errors.splice(0)).toEqual([])
  })
  return {
    server,
    aKind: () => `heart-${++kinds}`,
    aProcess,
    aHeart,
    aWorker: async (kind, beat, options) => {
      const heart = await aHeart(kind)
      await heart.work(beat, options)
      return heart
    },
    close,
  }
}

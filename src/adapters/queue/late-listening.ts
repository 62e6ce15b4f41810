import type { IQueueBackend } from 'bullmq'
import { Fault } from '../../core/error'

type Connection = { getListenClient: () => Promise<unknown>; readonly isClosing: unknown }

const connectionOf = (backend: IQueueBackend): Connection => {
  const connection: unknown = Reflect.get(backend, 'connection')
  if (typeof connection === 'object' && connection !== null && 'getListenClient' in connection)
    return connection as Connection
  throw new Fault('unavailable', 'the job queue is not that of BullMQ 6.7')
}

/**
 * Keeps a backend on PostgreSQL from opening the session that it listens on once it is closed: BullMQ 6.7 does, where
 * it is closed while it connects, and such a session stays until the server ends. Throws `unavailable` where the
 * backend is not the one that is known.
 */
export const refuseLateListening = (backend: IQueueBackend): IQueueBackend => {
  const connection = connectionOf(backend)
  const listen = connection.getListenClient.bind(connection)
  connection.getListenClient = () =>
    connection.isClosing ? Promise.reject(new Fault('unavailable', 'the job queue is closed')) : listen()
  return backend
}

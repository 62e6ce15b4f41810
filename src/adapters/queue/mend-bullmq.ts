import type { IQueueBackend } from 'bullmq'
import type { Client } from 'pg'
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
 * backend differs from that of BullMQ 6.7.
 */
export const refuseLateListening = (backend: IQueueBackend): IQueueBackend => {
  const connection = connectionOf(backend)
  const listen = connection.getListenClient.bind(connection)
  connection.getListenClient = () =>
    connection.isClosing ? Promise.reject(new Fault('unavailable', 'the job queue is closed')) : listen()
  return backend
}

/** How BullMQ 6.7 makes delayed jobs ready before it claims one. */
const promotes =
  /UPDATE job\s+SET state = 'waiting', delay_ms = 0\s+WHERE queue = p_queue\s+AND state = 'delayed'\s+AND process_at_ms <= p_now\s+RETURNING id/

const promotesInTurn = `UPDATE job
         SET state = 'waiting', delay_ms = 0, seq = nextval('job_seq')
       WHERE queue = p_queue
         AND id IN (
           SELECT due.id FROM job due
            WHERE due.queue = p_queue
              AND due.state = 'delayed'
              AND due.process_at_ms <= p_now
            ORDER BY due.process_at_ms
              FOR UPDATE SKIP LOCKED
         )
      RETURNING id`

/** Lock held while the function is replaced, so that of several processes that start together one does it. */
const lock = 4_702_384_118

/**
 * Replaces the function by which workers claim jobs on PostgreSQL. In BullMQ 6.7 each claim updates all due jobs in no
 * fixed order: several workers block one another until the server ends a deadlock, a second at a time, and a job keeps
 * its first place in the queue, so that under load the newest jobs are never run. The replacement skips rows that
 * another session has locked, and orders due jobs by the time they became due. Throws `unavailable` where the function
 * is not that of BullMQ 6.7.
 */
export const mendClaims = async (client: Client, schema: string): Promise<void> => {
  await client.query('select pg_advisory_lock($1)', [lock])
  try {
    const { rows } = await client.query<{ definition: string }>(
      `select pg_get_functiondef(p.oid) as definition from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname = $1 and p.proname = 'move_to_active'`,
      [schema],
    )
    const definition = rows.length === 1 ? rows[0].definition : ''
    if (definition.includes(promotesInTurn)) return
    if (!promotes.test(definition))
      throw new Fault('unavailable', `the job queue's schema "${schema}" is not that of BullMQ 6.7`)
    await client.query(definition.replace(promotes, () => promotesInTurn))
  } finally {
    await client.query('select pg_advisory_unlock($1)', [lock])
  }
}

import { DatabaseError } from 'pg'
import { Fault } from '../../core/error'

/**
 * Classes of SQLSTATE that another try can cure, on another session: connection, a statement prepared before the schema
 * changed, resources, rollbacks, an operator's doing.
 */
const passing = ['08', '0A', '53', '40', '57', '55', '25', '58']

const isPassing = (code: string | undefined): boolean => code === undefined || passing.includes(code.slice(0, 2))

/**
 * What went wrong between here and PostgreSQL as a fault with its cause: `unavailable` while the server does not
 * answer, is overloaded or going down, `usage` where it does not let us in, `bad-input` where it refuses what was
 * written.
 */
export const databaseFault = (cause: unknown): Fault => {
  if (cause instanceof Fault) return cause
  const reason = cause instanceof Error ? cause.message : String(cause)
  if (!(cause instanceof DatabaseError) || isPassing(cause.code))
    return new Fault('unavailable', `the ledger's database does not answer: ${reason}`, { cause })
  if (['28', '3D', '42'].includes(cause.code?.slice(0, 2) ?? ''))
    return new Fault('usage', `the ledger's database refuses us: ${reason}`, { cause })
  return new Fault('bad-input', `the ledger refuses what was to be written: ${reason}`, { cause })
}

import { inspectEmbedded, serverVersion } from '../../adapters/database/inspect'
import { inOneLine, missing, ok, warn, type DoctorFinding } from './finding'

/** Whether the server of DATABASE_URL answers and is new enough. */
export const checkServer = async (url: string): Promise<DoctorFinding> => {
  try {
    const version = await serverVersion({ connectionString: url })
    return Number.parseInt(version, 10) < 14
      ? warn('database', `PostgreSQL ${version} at DATABASE_URL`, 'upgrade to PostgreSQL 14 or newer')
      : ok('database', `PostgreSQL ${version} at DATABASE_URL`)
  } catch (error) {
    return missing(
      'database',
      `the server of DATABASE_URL does not answer: ${inOneLine(error)}`,
      'start it or correct DATABASE_URL; without DATABASE_URL an embedded PostgreSQL is used',
      true,
    )
  }
}

/** Whether the embedded PostgreSQL can be started here, without starting it. */
export const checkEmbedded = async (home: string): Promise<DoctorFinding> => {
  try {
    const { program, folder, account, copied, exists, running } = await inspectEmbedded(home)
    const state = running ? 'running' : exists ? 'stopped, starts when needed' : 'made when first needed'
    const found = `embedded ${program} in ${folder}, ${state}${account === 'own' ? '' : ', as the account postgres'}`
    if (account === 'absent')
      return warn(
        'database',
        found,
        'the account postgres is created on first use, because PostgreSQL refuses root; or run as another user, or set DATABASE_URL',
      )
    if (copied)
      return warn(
        'database',
        found,
        'its programs are copied to /var/lib/bandshift on first use, because the account postgres cannot reach this project; or set DATABASE_URL',
      )
    return ok('database', found)
  } catch (error) {
    return missing(
      'database',
      inOneLine(error),
      "run 'npm ci', or set DATABASE_URL; training and evaluation work without",
    )
  }
}

import { join } from 'node:path'
import { Client } from 'pg'
import { findServerAccount, runProgram } from './account'
import { binariesFolder, installedBinaries } from './binaries'
import { clusterFolder, findCluster, isServerAlive, readPostmaster } from './cluster'
import type { DatabaseConnection } from './connection'

/** Version of the server at a connection, as it reports it. Rejects where it does not answer within three seconds. */
export const serverVersion = async (connection: DatabaseConnection): Promise<string> => {
  const client = new Client({ ...connection, connectionTimeoutMillis: 3_000, query_timeout: 3_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ server_version: string }>('show server_version')
    return rows[0]?.server_version ?? ''
  } finally {
    await client.end()
  }
}

export type EmbeddedState = {
  /** The version that the program prints: 'postgres (PostgreSQL) 18.4'. */
  readonly program: string
  readonly folder: string
  /** The account it runs as, where not the one of this process; 'absent' where that is still to be created. */
  readonly account: 'own' | 'postgres' | 'absent'
  /** Whether the programs have to be copied first to where that account can reach them. */
  readonly copied: boolean
  readonly exists: boolean
  readonly running: boolean
}

/**
 * What would happen if the embedded PostgreSQL were opened; starts, makes and changes nothing. Rejects where it cannot
 * run.
 */
export const inspectEmbedded = async (home: string): Promise<EmbeddedState> => {
  const found = await findServerAccount()
  const account = found === 'absent' ? undefined : found
  const { output, exitCode } = await runProgram(join(installedBinaries().native, 'bin', 'postgres'), ['--version'])
  if (exitCode !== 0) throw new Error(`PostgreSQL does not run: ${output}`)
  const folder = clusterFolder(home, account)
  const cluster = findCluster(folder)
  const postmaster = cluster && readPostmaster(cluster.data)
  return {
    program: output,
    folder,
    account: found === 'absent' ? 'absent' : found ? 'postgres' : 'own',
    copied: binariesFolder(account).copied,
    exists: cluster !== undefined,
    running: postmaster !== undefined && isServerAlive(postmaster.pid),
  }
}

import { rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { DatabaseError } from 'pg'
import { Fault } from '../../core/error'
import { runProgram, serverAccount, type SystemAccount } from './account'
import { serverBinaries, type Binaries } from './binaries'
import { clusterFolder, isServerAlive, makeCluster, postmasterFile, readPostmaster, type Cluster } from './cluster'
import type { Database, DatabaseConnection } from './connection'
import { keepServer, markTenant } from './keeper'
import { joinTenants } from './tenancy'

export type EmbeddedDatabase = Database & {
  readonly folder: string
  readonly port: number
  /** Whether the server was found running: another process uses it, or one that was killed left it behind. */
  readonly adopted: boolean
}

export type EmbeddedOptions = {
  /** State folder; the data lies in its folder `postgres`. */
  readonly home: string
  /** Called with the error of a connection that broke while idle. */
  readonly onError: (error: Error) => void
  /** Called when a server that had died while it was used runs again, started by this process. */
  readonly onRestart?: (() => void) | undefined
  /** How long to wait for a server that is starting or stopping, milliseconds. */
  readonly patience?: number
  /** How often to look whether a server whose users were all killed still runs, seconds. */
  readonly lookEvery?: number
}

type Server = {
  readonly cluster: Cluster
  readonly binaries: Binaries
  readonly account: SystemAccount | undefined
  readonly lookEvery: number
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

const connectionTo = ({ cluster }: Server, port: number): DatabaseConnection => ({
  host: '127.0.0.1',
  port,
  user: 'bandshift',
  password: cluster.password,
  database: 'postgres',
})

const stop = async ({ binaries, cluster, account }: Server, mode: 'fast' | 'immediate'): Promise<void> => {
  const args = ['stop', '-w', '-m', mode, '-D', cluster.data]
  const { pid = 0 } = readPostmaster(cluster.data) ?? {}
  const { exitCode, output } = await runProgram(binaries.pgCtl, args, account)
  if (exitCode !== 0 && isServerAlive(readPostmaster(cluster.data)?.pid ?? 0))
    throw new Fault('unavailable', `PostgreSQL did not stop: ${output}`)
  // pg_ctl returns when the pid file is gone, a moment before the process is.
  for (let tries = 0; tries < 500 && isServerAlive(pid); tries++) await pause(10)
}

/**
 * Starts a server on a port. Returns the reason where it failed, which may be that another process started one first:
 * the caller tries again.
 */
const start = async ({ binaries, cluster, account, lookEvery }: Server, port: number): Promise<string | undefined> => {
  const log = join(cluster.data, 'server.log')
  const args = ['start', '-w', '-D', cluster.data, '-l', log, '-o', `-p ${port}`]
  const { exitCode, output } = await runProgram(binaries.pgCtl, args, account)
  if (exitCode !== 0) return `${output} (see ${log})`
  keepServer(cluster, lookEvery)
  return undefined
}

/** Starts a server again, at the port where it was, if it has died. Throws where that fails: the caller tries again. */
const revive = async (server: Server, port: number, onRestart: EmbeddedOptions['onRestart']): Promise<void> => {
  const { data } = server.cluster
  const pidOfDead = readPostmaster(data)?.pid ?? 0
  if (isServerAlive(pidOfDead)) return
  const failure = await start(server, port)
  if (failure === undefined) return onRestart?.()
  // Another program may have got the dead server's id, and PostgreSQL takes it for the server.
  const found = readPostmaster(data)
  if (found?.pid === pidOfDead && !isServerAlive(pidOfDead)) rmSync(postmasterFile(data), { force: true })
  throw new Fault('unavailable', failure)
}

/** The result of an attempt to connect: the database, or the reason; `answered` where a PostgreSQL refused. */
type Answer = EmbeddedDatabase | { readonly refusal: string; readonly answered: boolean }

const adopt = async (
  server: Server,
  port: number,
  adopted: boolean,
  { onError, onRestart }: Pick<EmbeddedOptions, 'onError' | 'onRestart'>,
): Promise<Answer> => {
  const connection = connectionTo(server, port)
  const unmark = markTenant(server.cluster.folder)
  let leaving = false
  try {
    const broken = (error: Error): void => {
      if (!leaving) onError(error)
    }
    const tenancy = await joinTenants(connection, broken, () => revive(server, port, onRestart))
    const close = async (): Promise<void> => {
      if (leaving) return
      leaving = true
      if (await tenancy.leave()) await stop(server, 'fast')
      await tenancy.end()
      unmark()
    }
    return { connection, folder: server.cluster.folder, port, adopted, close }
  } catch (error) {
    unmark()
    return { refusal: String(error), answered: error instanceof DatabaseError }
  }
}

/**
 * Opens the embedded PostgreSQL of a state folder: makes it on first use, adopts a running server, starts one
 * otherwise. It listens on 127.0.0.1 alone, on a free port, with a generated password (SCRAM-SHA-256). Several
 * processes may share it; it stops when the last of them closes, and some twenty seconds after the last was killed. A
 * server that dies while it is used is started again at its port. One that outlived a killed process is adopted; one
 * that runs but does not answer for half of the waiting time is ended and started again; a stale pid file is removed.
 * Throws `unavailable` with what to do where PostgreSQL cannot run here. Close every pool before closing this.
 */
export const openEmbedded = async ({
  home,
  onError,
  onRestart,
  patience = 30_000,
  lookEvery = 5,
}: EmbeddedOptions): Promise<EmbeddedDatabase> => {
  const account = await serverAccount()
  const binaries = serverBinaries(account)
  const folder = clusterFolder(home, account)
  const server = { cluster: await makeCluster(folder, binaries, account), binaries, account, lookEvery }
  const began = performance.now()
  let startedHere = false
  let refusal = 'no answer'
  while (performance.now() - began < patience) {
    const found = readPostmaster(server.cluster.data)
    if (found && isServerAlive(found.pid)) {
      if (found.status === 'ready') {
        const answer = await adopt(server, found.port, !startedHere, { onError, onRestart })
        if ('connection' in answer) return answer
        refusal = answer.refusal
        if (!answer.answered && performance.now() - began > patience / 2) await stop(server, 'immediate')
      }
      await pause(50)
    } else {
      if (found) rmSync(postmasterFile(server.cluster.data), { force: true })
      const failure = await start(server, await freePort())
      startedHere = failure === undefined
      refusal = failure ?? refusal
      if (failure) await pause(100)
    }
  }
  throw new Fault('unavailable', `the embedded PostgreSQL in ${folder} cannot be used: ${refusal}`)
}

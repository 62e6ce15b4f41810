import { createHash, randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { Fault } from '../../core/error'
import { obstacle, runProgram, type SystemAccount } from './account'
import { systemFolder, type Binaries } from './binaries'

/** What a running (or killed) server left in its data folder. */
type Postmaster = {
  readonly pid: number
  readonly port: number
  /** 'starting', 'ready', 'stopping' …; undefined while the file is half written. */
  readonly status: string | undefined
}

export const postmasterFile = (data: string): string => join(data, 'postmaster.pid')

const readIfThere = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw cause
  }
}

/** Reads postmaster.pid (line 1 pid, 4 port, 8 status); undefined where there is none. */
export const readPostmaster = (data: string): Postmaster | undefined => {
  const lines = readIfThere(postmasterFile(data))?.split('\n')
  if (!lines) return undefined
  return { pid: Number(lines[0]), port: Number(lines[3] ?? 0), status: lines[7]?.trim() || undefined }
}

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code !== 'ESRCH'
  }
  return true
}

/**
 * Whether the process of that id is a PostgreSQL server. Where the system has no /proc, any running process counts; a
 * container restart gives old ids to other programs, and its first process may leave ended children unreaped (state Z):
 * both would make a stale file count as a running server.
 */
export const isServerAlive = (pid: number): boolean => {
  if (!(pid > 0) || !isRunning(pid)) return false
  if (process.platform !== 'linux') return true
  return /\(postgres\) [^ZX]/.test(readIfThere(`/proc/${pid}/stat`) ?? '')
}

/**
 * Folder of the embedded database of a state folder: `postgres` inside it, or, where the server's account cannot get
 * there (a project under /root), a folder of the system named by a hash of the state folder's path.
 */
export const clusterFolder = (home: string, account: SystemAccount | undefined): string => {
  const inside = join(resolve(home), 'postgres')
  if (obstacle(join(inside, 'data'), account) === undefined) return inside
  return join(systemFolder, createHash('sha256').update(inside).digest('hex').slice(0, 12), 'postgres')
}

/** A data folder with the password that goes with it. */
export type Cluster = { readonly folder: string; readonly data: string; readonly password: string }

const passwordFile = (folder: string): string => join(folder, 'password')
const dataFolder = (folder: string): string => join(folder, 'data')

/** The cluster in a folder, undefined where none was made yet. */
export const findCluster = (folder: string): Cluster | undefined =>
  existsSync(join(dataFolder(folder), 'PG_VERSION'))
    ? { folder, data: dataFolder(folder), password: readFileSync(passwordFile(folder), 'utf8').trim() }
    : undefined

/** Loopback only, no socket file; the rest is PostgreSQL's default, commits that reach the disk included. */
const settings = "\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\n"

/** Removes what processes that were killed left of a cluster that they were making, some forty megabytes each. */
const clearStagings = (folder: string): void => {
  const parent = dirname(folder)
  const mark = /^(.*)\.(\d+)\.[0-9a-f]{8}$/
  for (const name of existsSync(parent) ? readdirSync(parent) : []) {
    const [, of, pid] = mark.exec(name) ?? []
    if (of === basename(folder) && !isRunning(Number(pid))) rmSync(join(parent, name), { recursive: true, force: true })
  }
}

/**
 * The cluster in the folder, made where there is none. It is built in another folder and moved into place in one step,
 * so that a kill leaves no half-made cluster and of two processes one succeeds. The password is generated and lies
 * beside the data, mode 0600.
 */
export const makeCluster = async (
  folder: string,
  { initdb }: Binaries,
  account: SystemAccount | undefined,
): Promise<Cluster> => {
  clearStagings(folder)
  const found = findCluster(folder)
  if (found) return found
  const staging = `${folder}.${process.pid}.${randomBytes(4).toString('hex')}`
  try {
    mkdirSync(dirname(folder), { recursive: true })
    mkdirSync(staging, { mode: 0o711 })
    writeFileSync(passwordFile(staging), `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 })
    mkdirSync(dataFolder(staging), { mode: 0o700 })
    if (account) {
      for (const path of [passwordFile(staging), dataFolder(staging)]) chownSync(path, account.uid, account.gid)
    }
    const { exitCode, output } = await runProgram(
      initdb,
      [
        `--pgdata=${dataFolder(staging)}`,
        '--username=bandshift',
        `--pwfile=${passwordFile(staging)}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
      ],
      account,
    )
    if (exitCode !== 0) throw new Fault('unavailable', `PostgreSQL could not make its data folder: ${output}`)
    writeFileSync(join(dataFolder(staging), 'postgresql.conf'), settings, { flag: 'a' })
    if (!findCluster(folder)) renameSync(staging, folder)
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
  const made = findCluster(folder)
  if (!made) throw new Fault('unavailable', `PostgreSQL's data folder ${folder} vanished while it was made`)
  return made
}

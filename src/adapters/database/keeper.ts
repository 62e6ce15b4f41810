import { spawn } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readPostmaster, type Cluster } from './cluster'

const tenantsFolder = (folder: string): string => join(folder, 'tenants')

let marks = 0

/**
 * Marks this process as a user of the cluster in a folder; returns how to take the mark back. A process that is killed
 * leaves its mark, which counts as long as a process has its id.
 */
export const markTenant = (folder: string): (() => void) => {
  const path = join(tenantsFolder(folder), `${process.pid}.${++marks}`)
  mkdirSync(tenantsFolder(folder), { recursive: true })
  writeFileSync(path, '')
  return () => rmSync(path, { force: true })
}

/** Looks in a row that find no user before the server is stopped: one may be about to mark itself. */
const patience = 4

const script = `
idle=0
while sleep "$3"; do
  read -r server <"$1/postmaster.pid" || exit 0
  [ "$server" = "$4" ] && kill -0 "$server" 2>/dev/null || exit 0
  idle=$((idle + 1))
  for mark in "$2"/*; do
    name=\${mark##*/}
    if kill -0 "\${name%%.*}" 2>/dev/null; then idle=0; else rm -f "$mark"; fi
  done
  if [ "$idle" -ge ${patience} ]; then
    kill -INT "$server"
    exit 0
  fi
done`

/**
 * Leaves a small process beside a server that outlives this one: it stops the server when all its users were killed
 * (those that close stop it themselves), and ends with it. It looks every so many seconds.
 */
export const keepServer = ({ folder, data }: Cluster, every: number): void => {
  const server = readPostmaster(data)?.pid ?? 0
  const args = ['-c', script, 'bandshift-keeper', data, tenantsFolder(folder), String(every), String(server)]
  const keeper = spawn('/bin/sh', args, { cwd: '/', detached: true, stdio: 'ignore' })
  // Without a shell nothing watches the server, as nothing did before it was started.
  keeper.on('error', () => undefined)
  keeper.unref()
}

import { spawn, spawnSync } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { obstacle, serverAccount } from '../../../src/adapters/database/account'
import { clusterFolder, isServerAlive, readPostmaster } from '../../../src/adapters/database/cluster'
import type { DatabaseConnection } from '../../../src/adapters/database/connection'
import { openEmbedded, type EmbeddedDatabase } from '../../../src/adapters/database/embedded'
import { collectClosers } from '../../support/closers'
import { aStateFolder } from '../queue/state-folder'

const home = aStateFolder()
afterAll(home.remove)

const fail = (error: Error): never => {
  throw error
}
const closeLater = collectClosers()
const open = async (): Promise<EmbeddedDatabase> => {
  const database = await openEmbedded({ home: home.path, onError: fail })
  closeLater(database.close)
  return database
}

const ask = async (connection: DatabaseConnection, sql: string): Promise<unknown> => {
  const client = new Client({ ...connection })
  await client.connect()
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql)
    return Object.values(rows[0] ?? {})[0]
  } finally {
    await client.end()
  }
}

const pidOf = (database: EmbeddedDatabase): number => readPostmaster(join(database.folder, 'data'))?.pid ?? 0

describe('embedded PostgreSQL', () => {
  test('is made on first use, keeps what was written, and leaves nothing running', async () => {
    const first = await open()
    const pid = pidOf(first)
    expect(first.adopted).toBe(false)
    await ask(first.connection, 'create table kept as select 42 as answer')
    await first.close()
    expect(isServerAlive(pid)).toBe(false)
    const second = await open()
    expect(await ask(second.connection, 'select answer from kept')).toBe(42)
    await second.close()
    expect(isServerAlive(pidOf(second))).toBe(false)
  })

  test('listens on loopback with a generated password in a file of mode 0600 and SCRAM', async () => {
    const database = await open()
    try {
      const file = join(database.folder, 'password')
      expect(statSync(file).mode & 0o777).toBe(0o600)
      expect(readFileSync(file, 'utf8').trim()).toHaveLength(32)
      expect(await ask(database.connection, 'show listen_addresses')).toBe('127.0.0.1')
      expect(await ask(database.connection, 'show unix_socket_directories')).toBe('')
      expect(
        await ask(
          database.connection,
          "select rolpassword like 'SCRAM-SHA-256$%' from pg_authid where rolname = 'bandshift'",
        ),
      ).toBe(true)
      for (const password of ['password', ''])
        await expect(ask({ ...database.connection, password } as DatabaseConnection, 'select 1')).rejects.toThrow()
    } finally {
      await database.close()
    }
  })

  test('is shared by its users and stops with the last one', async () => {
    const [one, two] = await Promise.all([open(), open()])
    expect(two.port).toBe(one.port)
    expect([one.adopted, two.adopted].sort()).toEqual([false, true])
    await one.close()
    expect(await ask(two.connection, 'select 1')).toBe(1)
    await two.close()
    expect(isServerAlive(pidOf(two))).toBe(false)
  })

  test('adopts the server that a killed process left running', async () => {
    const owner = await open()
    const pid = pidOf(owner)
    // A tenant in a process of its own, killed without a chance to clean up; the server itself lives on.
    const script = `const { Client } = require('pg')
      const client = new Client(${JSON.stringify(owner.connection)})
      client.connect().then(() => client.query('select pg_advisory_lock_shared(4702384117)')).then(() => process.stdout.write('in'))`
    const child = spawn(process.execPath, ['-e', script], {
      cwd: join(__dirname, '../../..'),
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = once(child, 'exit')
    const kill = closeLater(async () => {
      child.kill('SIGKILL')
      await ended
    })
    await once(child.stdout, 'data')
    await owner.close()
    expect(isServerAlive(pid)).toBe(true)
    await kill()
    const heir = await open()
    expect(heir.adopted).toBe(true)
    expect(pidOf(heir)).toBe(pid)
    await heir.close()
    expect(isServerAlive(pid)).toBe(false)
  })

  test('starts over the pid file of a dead server, also when another program has its pid', async () => {
    const before = await open()
    await before.close()
    const data = join(before.folder, 'data')
    writeFileSync(join(data, 'postmaster.pid'), `${process.pid}\n${data}\n1\n1\n\n127.0.0.1\n\nready\n`)
    const after = await open()
    expect(after.adopted).toBe(false)
    expect(await ask(after.connection, 'select 1')).toBe(1)
    await after.close()
  })

  test('is started again at its port when it dies, and stops with its last user as ever', async () => {
    const restarted = new EventEmitter()
    const onRestart = (): void => void restarted.emit('restart')
    const database = await openEmbedded({ home: home.path, onError: () => undefined, onRestart })
    closeLater(database.close)
    const pid = pidOf(database)
    await ask(database.connection, 'create table outlived as select 42 as answer')
    const again = once(restarted, 'restart')
    process.kill(pid, 'SIGKILL')
    await again
    expect(pidOf(database)).not.toBe(pid)
    expect(await ask(database.connection, 'select answer from outlived')).toBe(42)
    await database.close()
    expect(isServerAlive(pidOf(database))).toBe(false)
  })

  test('stops by itself when its last user was killed, and no sooner', async () => {
    const aTenant = async (): Promise<() => Promise<void>> => {
      const program = [join(__dirname, '../../support/typescript-child.cjs'), join(__dirname, 'tenant.ts'), home.path]
      const child = spawn(process.execPath, program, { stdio: ['ignore', 'pipe', 'inherit'] })
      const ended = once(child, 'exit')
      const kill = closeLater(async () => {
        child.kill('SIGKILL')
        await ended
      })
      await once(child.stdout, 'data')
      return kill
    }
    const killFirst = await aTenant()
    const database = await open()
    const pid = pidOf(database)
    expect(database.adopted).toBe(true)
    await killFirst()
    // Meanwhile the keeper looks ten times.
    await ask(database.connection, 'select pg_sleep(1)')
    const killSecond = await aTenant()
    await database.close()
    expect(isServerAlive(pid)).toBe(true)
    await killSecond()
    while (isServerAlive(pid)) await pause(50)
    expect(readdirSync(join(database.folder, 'tenants'))).toEqual([])
  })

  test('clears away what a process that was killed while it made one has left, and nothing else', async () => {
    const folder = clusterFolder(home.path, await serverAccount())
    const { pid = 0 } = spawnSync(process.execPath, ['-e', ''])
    const [dead, alive] = [pid, process.pid].map((id) => `${folder}.${id}.0123abcd`)
    for (const path of [dead, alive, `${folder}.kept`]) mkdirSync(join(path, 'data'), { recursive: true })
    const database = await open()
    await database.close()
    expect([dead, alive, `${folder}.kept`].map(existsSync)).toEqual([false, true, true])
  })

  test('refuses connections once closed', async () => {
    const database = await open()
    await database.close()
    const socket = createConnection({ host: '127.0.0.1', port: database.port })
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException]
    expect(error.code).toBe('ECONNREFUSED')
  })
})

describe('place of the data', () => {
  test('is the state folder where the account can go, else a folder of the system', () => {
    const closed = join(home.path, 'closed')
    mkdirSync(closed, { mode: 0o700 })
    const stranger = { uid: 54_321, gid: 54_321 }
    expect(obstacle(join(closed, 'x/y'), stranger)).toBe(closed)
    expect(clusterFolder(home.path, stranger)).toBe(join(home.path, 'postgres'))
    expect(clusterFolder(closed, stranger)).toMatch(/^\/var\/lib\/bandshift\/[0-9a-f]{12}\/postgres$/)
    expect(existsSync(join(closed, 'postgres'))).toBe(false)
  })
})

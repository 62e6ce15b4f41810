import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { openLedger } from '../../../../src/adapters/ledger/open'
import { startPostgres } from '../../../adapters/queue/postgres-server'
import type { StoreServer } from '../../../adapters/queue/store-server'
import { aDatabase } from '../../../support/live/a-live-service'

let server: StoreServer
const children: ChildProcess[] = []
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await server.remove()
})

type ChildReport = { readonly alert?: string; readonly neglected?: number; readonly error?: string }

/** A process with a watchdog. */
const aWatcher = (database: string) => {
  const program = join(__dirname, '../../../support/typescript-child.cjs')
  const child = fork(program, [join(__dirname, 'watching-child.ts'), database])
  children.push(child)
  const said: ChildReport[] = []
  child.on('message', (message) => void said.push(message as ChildReport))
  return {
    child,
    said,
    /** Resolves once so many more checks have found so many neglected portfolios. */
    checks: async (count: number, neglected: number): Promise<void> => {
      for (let seen = 0; seen < count;) {
        const [report] = (await once(child, 'message')) as [ChildReport]
        if (report.neglected === neglected) seen++
      }
    },
  }
}

test('of several processes that watch one ledger one reports a neglected portfolio, and one its end', async () => {
  const database = await aDatabase(server)
  const ledger = await openLedger({ connectionString: database }, () => undefined)
  await ledger.open('desk', 1, [])
  const watchers = Array.from({ length: 3 }, () => aWatcher(database))
  await Promise.all(watchers.map(({ checks }) => checks(3, 1)))
  for (const { child } of watchers) child.send('it has a job')
  await Promise.all(watchers.map(({ checks }) => checks(3, 0)))
  const ended = watchers.map(({ child }) => once(child, 'exit'))
  for (const { child } of watchers) child.disconnect()
  await Promise.all(ended)
  const said = watchers.flatMap((own) => own.said)
  // Not always by the same process; the order is checked in the ledger below.
  expect(said.flatMap(({ alert }) => alert ?? []).sort()).toEqual(['portfolio.attended', 'portfolio.neglected'])
  expect(said.filter(({ error }) => error !== undefined)).toEqual([])
  const actions = await ledger.actions({ limit: 9 })
  expect(actions.map(({ actor, action, portfolio }) => [actor, action, portfolio])).toEqual([
    ['watchdog', 'portfolio.attended', 'desk'],
    ['watchdog', 'portfolio.neglected', 'desk'],
  ])
  await ledger.end()
})

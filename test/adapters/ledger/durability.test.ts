import { EventEmitter } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { readPostmaster } from '../../../src/adapters/database/cluster'
import { openEmbedded, type EmbeddedDatabase } from '../../../src/adapters/database/embedded'
import { openLedger, type PostgresLedger } from '../../../src/adapters/ledger/open'
import { Fault } from '../../../src/core/error'
import { noon } from '../../core/portfolio/a-book'
import { startCuttingProxy, type CuttingProxy } from '../../support/cutting-proxy'
import { aStateFolder } from '../queue/state-folder'
import { aFill, aRecord, aReport, aTrade } from './a-record'

const home = aStateFolder()
let database: EmbeddedDatabase
const restarted = new EventEmitter()
let proxy: CuttingProxy
/** One connected directly, and one whose connections are cut. */
let [steady, ledger]: PostgresLedger[] = []
let client: Client

beforeAll(async () => {
  const onRestart = (): void => void restarted.emit('restart')
  database = await openEmbedded({ home: home.path, onError: () => undefined, onRestart })
  proxy = await startCuttingProxy(database.port)
  steady = await openLedger(database.connection, () => undefined)
  ledger = await openLedger({ ...database.connection, port: proxy.port }, () => undefined, { sessions: 1 })
  client = new Client({ ...database.connection })
  client.on('error', () => undefined)
  await client.connect()
})
afterAll(async () => {
  await Promise.all([client.end(), ledger.end(), steady.end()])
  await proxy.close()
  await database.close()
  home.remove()
})

/** Repeats a call while the database does not answer; the number of refusals and the answer. */
const insist = async <T>(call: () => Promise<T>): Promise<{ readonly refusals: number; readonly answer: T }> => {
  for (let refusals = 0; ; refusals++) {
    try {
      return { refusals, answer: await call() }
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'unavailable' || refusals > 400) throw error
      await pause(20)
    }
  }
}

test('a commit whose connection breaks at any of its answers leaves all or nothing, and made again stands once', async () => {
  const id = 'cut'
  await steady.open(id, noon, [])
  let cuts = 0
  for (let answers = 0, sequence = 1; cuts === sequence - 1; answers++, sequence++) {
    const { record, intents } = aTrade(id, sequence, 2)
    const entries = [{ kind: 'deposit', source: `d${sequence}`, at: noon, cash: 1 }] as const
    proxy.cutAfter(answers)
    const broken = await ledger.commit(record, intents, entries).catch((error: unknown) => error)
    if (proxy.hasCut()) {
      cuts++
      expect(broken).toMatchObject({ code: 'unavailable' })
      const { state, open, book } = await steady.portfolio(id)
      const written = state.sequence === sequence
      expect(open).toHaveLength(written ? 2 : 0)
      expect(book.entries).toBe(written ? sequence : sequence - 1)
      expect((await steady.decision(id, sequence)) !== undefined).toBe(written)
    } else expect(broken).toBe('committed')
    expect((await insist(() => ledger.commit(record, intents, entries))).answer).toBe('committed')
    for (const { leg } of intents) await steady.close({ portfolio: id, sequence, leg }, 'expired', 'done', noon)
    expect((await steady.auditBook(id)).kept).toMatchObject({ entries: sequence, cash: sequence })
  }
  proxy.cutAfter(Infinity)
  // Begin, lock, open orders, decision, orders, entries, state, commit.
  expect(cuts).toBeGreaterThanOrEqual(8)
})

const aDeposit = { kind: 'deposit', source: 'd', at: noon, cash: 1 } as const

test.each([
  ['one statement', 'with known', []],
  ['a transaction', 'commit\0', [aDeposit]],
])('a commit in %s whose answer is lost stands, and is found when it is made again', async (name, last, entries) => {
  const id = name.replaceAll(' ', '-')
  await steady.open(id, noon, [])
  const { record, intents } = aTrade(id, 1)
  proxy.cutAnswerTo(last)
  await expect(ledger.commit(record, intents, entries)).rejects.toMatchObject({ code: 'unavailable' })
  expect((await steady.portfolio(id)).state.sequence).toBe(1)
  expect((await insist(() => ledger.commit(record, intents, entries))).answer).toBe('committed')
  expect(await steady.openIntents(id)).toHaveLength(1)
})

test('a report whose connection breaks at any of its answers is taken once', async () => {
  const id = 'report'
  await steady.open(id, noon, [])
  let cuts = 0
  for (let answers = 0, sequence = 1; cuts === sequence - 1; answers++, sequence++) {
    const { record, intents } = aTrade(id, sequence)
    const key = { portfolio: id, sequence, leg: 0 }
    await steady.commit(record, intents)
    await steady.claim(key, noon)
    const report = aReport(intents[0].label, { fills: [aFill({ id: `f${sequence}` })] })
    proxy.cutAfter(answers)
    await ledger.report(key, report, noon).catch(() => undefined)
    if (proxy.hasCut()) cuts++
    await insist(() => ledger.report(key, report, noon))
    expect((await steady.intents(id, { limit: 1 }))[0]).toMatchObject({ state: 'filled', filledLots: 10 })
    expect(await steady.auditBook(id)).toMatchObject({ agrees: true, kept: { fills: sequence } })
  }
  proxy.cutAfter(Infinity)
  expect(cuts).toBeGreaterThanOrEqual(7)
})

test('a session that the server ends while it waits for a lock writes nothing, and the next call goes on', async () => {
  const id = 'killed'
  await steady.open(id, noon, [])
  await client.query('begin; select from bandshift.portfolio where id = $$killed$$ for update')
  const commit = ledger.commit(aRecord({ portfolio: id }), [])
  const waiting = expect(commit).rejects.toMatchObject({ code: 'unavailable' })
  const other = new Client({ ...database.connection })
  await other.connect()
  for (let ended = 0; ended === 0;) {
    const { rowCount } = await other.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock' and application_name = 'bandshift-ledger'`,
    )
    ended = rowCount ?? 0
  }
  await other.end()
  await waiting
  await client.query('rollback')
  expect((await steady.portfolio(id)).state.sequence).toBe(0)
  expect(await ledger.commit(aRecord({ portfolio: id }), [])).toBe('committed')
})

test('a ledger goes on by itself when its own server is killed, which is started again, and has lost nothing', async () => {
  const id = 'restart'
  await steady.open(id, noon, [])
  const pid = readPostmaster(join(database.folder, 'data'))?.pid ?? 0
  let [sequence, refusals, running] = [0, 0, true]
  restarted.once('restart', () => (running = false))
  process.kill(pid, 'SIGKILL')
  while (running || sequence < 20) {
    sequence++
    const record = aRecord({ portfolio: id, sequence })
    const entries = [{ kind: 'deposit', source: `d${sequence}`, at: noon, cash: 1 }] as const
    const outcome = await insist(() => steady.commit(record, [], entries))
    expect(outcome.answer).toBe('committed')
    refusals += outcome.refusals
  }
  expect(refusals).toBeGreaterThan(0)
  expect((await steady.portfolio(id)).state.sequence).toBe(sequence)
  expect(await steady.auditBook(id)).toMatchObject({ agrees: true, kept: { entries: sequence, cash: sequence } })
})

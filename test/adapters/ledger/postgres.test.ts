import { Client } from 'pg'
import { openEmbedded, type EmbeddedDatabase } from '../../../src/adapters/database/embedded'
import { migrate, migrations } from '../../../src/adapters/ledger/migrate'
import { openLedger, type PostgresLedger } from '../../../src/adapters/ledger/open'
import { canonicalJson } from '../../../src/core/canonical-json'
import { noon } from '../../core/portfolio/a-book'
import { aStateFolder } from '../queue/state-folder'
import { aFill, aRecord, aReport, aTrade, inputsBy } from './a-record'
import { itKeepsTheLedgersPromise } from './contract'

const fail = (error: Error): never => {
  throw error
}

describe('ledger on PostgreSQL', () => {
  const home = aStateFolder()
  let database: EmbeddedDatabase
  const open = (): Promise<PostgresLedger> => openLedger(database.connection, fail)

  beforeAll(async () => {
    database = await openEmbedded({ home: home.path, onError: fail })
  })
  afterAll(async () => {
    await database.close()
    home.remove()
  })

  describe('keeps its promise', () => itKeepsTheLedgersPromise(open))

  describe('itself', () => {
    let ledger: PostgresLedger
    let client: Client
    beforeAll(async () => {
      ledger = await open()
      client = new Client({ ...database.connection })
      await client.connect()
    })
    afterAll(async () => {
      await client.end()
      await ledger.end()
    })

    test('makes its schema once when many processes start together, and refuses a newer one', async () => {
      await client.query('create database empty')
      const fresh = { ...database.connection, database: 'empty' }
      await Promise.all(Array.from({ length: 6 }, () => migrate(fresh)))
      const next = migrations.length + 1
      const steps = [...migrations, { version: next, sql: 'create table bandshift.more (id int)' }]
      await migrate(fresh, steps)
      await expect(migrate(fresh)).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining('newer') })
      const broken = [...steps, { version: next + 1, sql: 'create table bandshift.half (id int); select 1 / 0' }]
      await expect(migrate(fresh, broken)).rejects.toThrow('division by zero')
      await migrate(fresh, [...steps, { version: next + 1, sql: 'create table bandshift.half (id int)' }])
    })

    test.each([
      ['update bandshift.decision set outputs = 0::text', 'stays as it is'],
      ['delete from bandshift.decision', 'stays as it is'],
      ["update bandshift.strategy set body = ''", 'stays as it is'],
      ["update bandshift.entry set body = ''", 'stays as it is'],
      ['delete from bandshift.entry', 'stays as it is'],
      ['truncate bandshift.entry', 'stays as it is'],
      ['truncate bandshift.portfolio cascade', 'stays as it is'],
      ['delete from bandshift.intent', 'stays as it is'],
      ["update bandshift.intent set label = 'x'", 'keeps its order'],
      ["update bandshift.intent set state = 'pending'", 'never becomes unsent'],
      ['update bandshift.portfolio set sequence = sequence + 2', 'order of its decisions'],
      ["update bandshift.portfolio set epoch = 'zzzzzz'", 'order of its decisions'],
    ])('has the database itself refuse: %s', async (statement, reason) => {
      await ledger.open('kept', noon, [{ kind: 'deposit', source: 'a', at: noon, cash: 1 }])
      const { record, intents } = aTrade('kept', 1)
      await ledger.commit({ ...record, inputs: inputsBy(400) }, intents)
      await ledger.claim({ portfolio: 'kept', sequence: 1, leg: 0 }, noon)
      await expect(client.query(statement)).rejects.toThrow(reason)
    })

    test('stores a long strategy once, and gives every decision back as it was', async () => {
      const id = 'by-strategy'
      await ledger.open(id, noon, [])
      const made = [inputsBy(400), inputsBy(2), inputsBy(400), inputsBy(400, 2)].map((inputs, place) =>
        aRecord({ portfolio: id, sequence: place + 1, inputs }),
      )
      for (const [place, record] of made.entries()) {
        const entries = place < 2 ? [] : [{ kind: 'deposit', source: String(place), at: noon, cash: 1 } as const]
        for (const again of [record, record]) expect(await ledger.commit(again, [], entries)).toBe('committed')
        const kept = await ledger.decision(id, record.sequence)
        expect(JSON.stringify(kept?.inputs)).toBe(canonicalJson(record.inputs))
      }
      expect(await ledger.commit({ ...made[0], inputs: inputsBy(400, 3) }, [])).toBe('stale')
      const { rows } = await client.query(
        'select strategy is null as inline, max(length(inputs)) < 1000 as short, count(distinct strategy)::int as own ' +
          'from bandshift.decision where portfolio = $1 group by 1 order by 1',
        [id],
      )
      expect(rows).toEqual([
        { inline: false, short: true, own: 2 },
        { inline: true, short: true, own: 0 },
      ])
    })

    test('audits a book against all of its entries, and notices a kept book that was tampered with', async () => {
      await ledger.open('audited', noon, [{ kind: 'deposit', source: 'a', at: noon, cash: 1e12 }])
      for (let sequence = 1; sequence <= 5; sequence++) {
        const { record, intents } = aTrade('audited', sequence)
        await ledger.commit(record, intents)
        const key = { portfolio: 'audited', sequence, leg: 0 }
        await ledger.claim(key, noon)
        await ledger.report(key, aReport(intents[0].label, { fills: [aFill({ id: `f${sequence}` })] }), noon)
      }
      const audit = await ledger.auditBook('audited')
      expect(audit).toMatchObject({ agrees: true, folded: { entries: 6, fills: 5 } })
      expect(audit.kept).toEqual((await ledger.portfolio('audited')).book)
      await client.query(
        `update bandshift.portfolio set book = replace(book, '"fills":5', '"fills":4') where id = $1`,
        ['audited'],
      )
      expect((await ledger.auditBook('audited')).agrees).toBe(false)
    })

    test('waits for the disk at every commit, whatever the default of the server', async () => {
      await client.query(`alter role current_user set synchronous_commit = off;
        create table public.seen (setting text);
        create function public.see() returns trigger language plpgsql as
          $$ begin insert into public.seen values (current_setting('synchronous_commit')); return new; end $$;
        create trigger see after insert on bandshift.decision for each row execute function public.see()`)
      const second = await open()
      await second.open('durable', noon, [])
      await second.commit(aRecord({ portfolio: 'durable' }), [])
      await second.end()
      expect((await client.query('select setting from public.seen')).rows).toEqual([{ setting: 'on' }])
      await client.query('drop trigger see on bandshift.decision; alter role current_user reset synchronous_commit')
    })
  })
})

test('a PostgreSQL that does not answer is reported without its password', async () => {
  const opened = openLedger({ connectionString: 'postgres://me:hunter2@127.0.0.1:1/db' }, () => undefined)
  await expect(opened).rejects.toMatchObject({ code: 'unavailable', message: expect.not.stringContaining('hunter2') })
})

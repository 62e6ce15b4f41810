import { openEmbedded, type EmbeddedDatabase } from '../../../../src/adapters/database/embedded'
import { openLedger } from '../../../../src/adapters/ledger/open'
import type { Explanation } from '../../../../src/app/audit/explain/explain-decision'
import { decide } from '../../../../src/core/decision/decide'
import { aRecord } from '../../../adapters/ledger/a-record'
import { aStateFolder } from '../../../adapters/queue/state-folder'
import { run } from '../../../cli/run'
import { someInputs } from '../../../core/decision/a-decision'
import { solverForTests } from '../../../core/hedging/greeks/solver'

const solve = solverForTests()
const home = aStateFolder()
let database: EmbeddedDatabase
const before = process.env.BANDSHIFT_HOME

beforeAll(async () => {
  process.env.BANDSHIFT_HOME = home.path
  database = await openEmbedded({ home: home.path, onError: () => undefined })
  const ledger = await openLedger({ ...database.connection }, () => undefined)
  const inputs = someInputs()
  const outputs = decide(inputs, solve)
  const record = aRecord({ at: inputs.time, kind: outputs.kind, reasons: outputs.reasons, inputs, outputs })
  await ledger.open('desk', inputs.time, [])
  await ledger.commit(record, [])
  await ledger.commit({ ...record, sequence: 2, outputs: { ...outputs, dueAt: 1 } }, [])
  await ledger.end()
})
afterAll(async () => {
  if (before === undefined) delete process.env.BANDSHIFT_HOME
  else process.env.BANDSHIFT_HOME = before
  await database.close()
  home.remove()
})

test('explain exits 0 and shows the arithmetic of a decision that comes out again', async () => {
  const { code, stdout, stderr } = await run('explain', 'desk', '1')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toContain('Decision 1 of desk: trade (outside-band)')
  expect(stdout).toContain('Gate: approved')
  const json = await run('explain', 'desk', '1', '--json')
  expect(JSON.parse(json.stdout) as Explanation).toMatchObject({ sequence: 1, reproduces: true, differences: [] })
})

test('explain exits 1 and names the places of a decision that does not; the last one where none is named', async () => {
  const { code, stdout, stderr } = await run('explain', 'desk')
  expect(code).toBe(1)
  expect(stdout).toMatch(/dueAt: stored 1, recomputed \d+/)
  expect(stderr).toContain('decision 2 of desk does not come out again')
})

test('explain says in a line what is not there', async () => {
  expect(await run('explain', 'desk', '3')).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('its last is 2'),
  })
  expect(await run('explain', 'nobody')).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining("'nobody'"),
  })
})

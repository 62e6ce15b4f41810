import { openEmbedded, type EmbeddedDatabase } from '../../src/adapters/database/embedded'
import { openLedger, type PostgresLedger } from '../../src/adapters/ledger/open'
import { gate } from '../../src/core/risk/gate/gate'
import { aStateFolder } from '../queue/state-folder'
import { anOrder, aState } from '../risk/gate/a-state'
import { run } from './run'

const fail = (error: Error): never => {
  throw error
}

describe('an operator at the command line', () => {
  const home = aStateFolder()
  let database: EmbeddedDatabase
  let ledger: PostgresLedger
  const { BANDSHIFT_HOME: before } = process.env
  beforeAll(async () => {
    process.env.BANDSHIFT_HOME = home.path
    database = await openEmbedded({ home: home.path, onError: fail })
    ledger = await openLedger(database.connection, fail)
    await ledger.open('calls', 1, [])
  })
  afterAll(async () => {
    process.env.BANDSHIFT_HOME = before ?? ''
    await ledger.end()
    await database.close()
    home.remove()
  })

  test('turns the kill switch, and the gate refuses for the reason given', async () => {
    expect((await run('kill', 'on', '--reason', 'exchange is down')).code).toBe(0)
    const killSwitch = await ledger.killSwitch()
    expect(killSwitch).toMatchObject({ engaged: true, reason: 'exchange is down' })
    expect(gate([anOrder()], aState({ killSwitch }))).toMatchObject({
      kind: 'refused',
      refusals: [{ check: 'kill-switch', sentence: 'the kill switch is on: exchange is down' }],
    })
    const off = await run('kill', 'off', '--reason', 'it is back', '--json')
    expect(JSON.parse(off.stdout)).toMatchObject({ engaged: false })
    expect((await ledger.killSwitch()).engaged).toBe(false)
  })

  test.each([
    ['halt', 'halted'],
    ['reduce', 'reducing'],
    ['resume', 'active'],
  ])('%ss a portfolio', async (action, mode) => {
    const { code, stdout } = await run('portfolio', action, 'calls', '--reason', 'a test', '--json')
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      [expect.objectContaining({ id: 'calls', mode, modeReason: 'a test' })],
    ])
    expect((await ledger.portfolio('calls')).state.mode).toBe(mode)
  })

  test('leaves who did what and why in the audit log, and nothing of what could not be done', async () => {
    const unknown = await run('portfolio', 'halt', 'puts', '--reason', 'a test')
    expect(unknown.code).toBe(2)
    expect((await run('portfolio', 'halt', 'calls')).code).toBe(2)
    expect((await run('kill', 'maybe', '--reason', 'x')).code).toBe(2)
    expect((await run('kill', 'on')).code).toBe(2)
    const actions = await ledger.actions({ limit: 50 })
    expect(actions.map(({ action }) => action)).toEqual([
      'portfolio.active',
      'portfolio.reducing',
      'portfolio.halted',
      'kill-switch.off',
      'kill-switch.on',
    ])
    for (const { actor } of actions) expect(actor).toMatch(/^cli:./)
  })
})

import { gate } from '../../src/core/risk/gate/gate'
import { anOrder, aState } from '../core/risk/gate/a-state'
import { anOperatorsLedger } from './an-operators-ledger'
import { run } from './run'

describe('an operator at the command line', () => {
  const ledger = anOperatorsLedger(async (ledger) => {
    await ledger.open('calls', 1, [])
  })

  test('turns the kill switch, and the gate refuses for the reason given', async () => {
    expect((await run('kill', 'on', '--reason', 'exchange is down')).code).toBe(0)
    const killSwitch = await ledger().killSwitch()
    expect(killSwitch).toMatchObject({ engaged: true, reason: 'exchange is down' })
    expect(gate([anOrder()], aState({ killSwitch }))).toMatchObject({
      kind: 'refused',
      refusals: [{ check: 'kill-switch', sentence: 'the kill switch is on: exchange is down' }],
    })
    const off = await run('kill', 'off', '--reason', 'it is back', '--json')
    expect(JSON.parse(off.stdout)).toMatchObject({ engaged: false })
    expect((await ledger().killSwitch()).engaged).toBe(false)
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
    expect((await ledger().portfolio('calls')).state.mode).toBe(mode)
  })

  test('leaves who did what and why in the audit log, and nothing of what could not be done', async () => {
    const unknown = await run('portfolio', 'halt', 'puts', '--reason', 'a test')
    expect(unknown.code).toBe(2)
    expect((await run('portfolio', 'halt', 'calls')).code).toBe(2)
    expect((await run('kill', 'maybe', '--reason', 'x')).code).toBe(2)
    expect((await run('kill', 'on')).code).toBe(2)
    const actions = await ledger().actions({ limit: 50 })
    expect(actions.map(({ action }) => action)).toEqual([
      'portfolio.active',
      'portfolio.reducing',
      'portfolio.halted',
      'kill-switch.off',
      'kill-switch.on',
    ])
    for (const { actor } of actions) expect(actor).toMatch(/^cli:./)
  })

  describe('brings a book to what its venue has', () => {
    const adjust = (...rest: readonly string[]) =>
      run('adjust', 'calls', '--instrument', 'paper/BTC', '--reason', 'a transfer', '--json', ...rest)
    const positions = async () => (await ledger().portfolio('calls')).book.positions

    test('while it is halted alone', async () => {
      await ledger().setMode('calls', 'active', undefined)
      const { code, stderr } = await adjust('--lots', '5', '--lot', '0.1', '--ticket', 'T1')
      expect([code, stderr]).toEqual([2, expect.stringContaining('calls is active: halt it first')])
      expect(await positions()).toEqual([])
    })

    test('once a ticket, with lots and cash', async () => {
      await ledger().setMode('calls', 'halted', 'a test')
      const of = async (...args: readonly string[]) => JSON.parse((await adjust(...args)).stdout) as unknown
      const expected = { book: { cash: -1_250_000, positions: [{ instrument: 'paper/BTC', lots: 5, lot: 0.1 }] } }
      const first = ['--lots', '5', '--lot', '0.1', '--cash', '-1.25', '--ticket', 'T1']
      expect(await of(...first)).toMatchObject({ ...expected, posted: true })
      expect(await of(...first)).toMatchObject({ ...expected, posted: false })
    })

    test('in lots of another size once those held are gone', async () => {
      const refused = await adjust('--lots', '50', '--lot', '0.01', '--ticket', 'T2')
      expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('is held in lots of 0.1')])
      expect((await adjust('--lots', '-5', '--ticket', 'T3')).code).toBe(0)
      expect((await adjust('--lots', '50', '--lot', '0.01', '--ticket', 'T4')).code).toBe(0)
      expect(await positions()).toEqual([{ instrument: 'paper/BTC', lots: 50, lot: 0.01 }])
    })

    test('and says in the audit log who did so and why, of what was done alone', async () => {
      const adjusted = (await ledger().actions({ limit: 50 })).filter(({ action }) => action === 'portfolio.adjusted')
      expect(adjusted).toHaveLength(4)
      for (const { actor, details } of adjusted) {
        expect(actor).toMatch(/^cli:./)
        expect(details).toMatchObject({ reason: 'a transfer', entry: { kind: 'adjustment', by: actor } })
      }
    })

    test.each([
      [['--lots', '1.5', '--ticket', 'T5'], "'1.5' is not a whole number"],
      [['--lots', '1', '--lot', '0', '--ticket', 'T5'], 'a lot must be > 0'],
      [['--lots', '1', '--cash', 'NaN', '--ticket', 'T5'], "'NaN' is not a decimal number"],
      [['--lots', '1'], 'required option'],
    ])('not by %j', async (args, reason) => {
      const { code, stderr } = await adjust(...args)
      expect([code, stderr]).toEqual([2, expect.stringContaining(reason)])
    })
  })
})

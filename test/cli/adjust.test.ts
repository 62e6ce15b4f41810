import { openingEntries } from '../../src/core/portfolio/entries'
import { anOperatorsLedger } from './an-operators-ledger'
import { run } from './run'

const expiry = Date.parse('2024-03-29T08:00:00Z') * 1_000

describe('an operator says that options were exercised', () => {
  const ledger = anOperatorsLedger(async (ledger) => {
    const option = { type: 'call', strike: 100, quantity: -4, multiplier: 50, premium: 3 } as const
    const far = { expiry: Number.MAX_SAFE_INTEGER, exercise: 'american' as const }
    await ledger.open('shares', expiry, openingEntries(expiry, 9_000, [{ ...option, ...far }]))
  })
  const assigned = (...args: readonly string[]) =>
    run('adjust', 'shares', '--exercised', 'opening-0', '--reason', 'assigned', '--instrument', 'paper/XYZ', ...args)
  const two = ['--contracts', '2', '--lot', '1', '--ticket', 'A1']

  test('of a halted portfolio alone, once a ticket: the shares leave at the strike', async () => {
    const { code, stderr } = await assigned(...two)
    expect([code, stderr]).toEqual([2, expect.stringContaining('halt it first')])
    await ledger().setMode('shares', 'halted', 'a test')
    expect(await assigned(...two)).toMatchObject({ code: 0, stdout: expect.stringContaining('shares adjusted') })
    expect(await assigned(...two)).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing changed') })
    const { book } = await ledger().portfolio('shares')
    expect(book).toMatchObject({
      cash: 9_600e6 + 10_000e6,
      positions: [{ instrument: 'paper/XYZ', lots: -100, lot: 1 }],
      options: [{ option: 'opening-0', exercise: 'american', quantity: -2 }],
    })
    const [action] = await ledger().actions({ limit: 1 })
    expect(action).toMatchObject({ action: 'portfolio.exercised', details: { reason: 'assigned' } })
  })

  test.each([
    [['--contracts', '3', '--lot', '1', '--ticket', 'A2'], 1, '3 cannot be exercised'],
    [['--contracts', '1', '--lot', '40', '--ticket', 'A2'], 1, 'no whole number of lots of 40'],
    [['--contracts', '1', '--lots', '4', '--ticket', 'A2'], 2, 'says lots and cash itself'],
    [['--contracts', '0', '--ticket', 'A2'], 2, 'less than 1'],
    [['--ticket', 'A2'], 2, 'required option --contracts <n> not given'],
  ])('but not by %j', async (args, status, reason) => {
    const { code, stderr } = await assigned(...args)
    expect([code, stderr]).toEqual([status, expect.stringContaining(reason)])
  })

  test('nor of an option that it does not hold', async () => {
    const { code, stderr } = await run(
      ...['adjust', 'shares', '--exercised', 'opening-7', '--contracts', '1', '--reason', 'x'],
      ...['--instrument', 'paper/XYZ', '--lot', '1', '--ticket', 'A3'],
    )
    expect([code, stderr]).toEqual([2, expect.stringContaining("no option 'opening-7', but opening-0 (call 100")])
  })
})

describe('an operator says a delivery price', () => {
  const ledger = anOperatorsLedger(async (ledger) => {
    const option = { type: 'call', strike: 3_000, quantity: -4, multiplier: 0.5, premium: 90 } as const
    const options = [
      { ...option, expiry },
      { ...option, expiry: Number.MAX_SAFE_INTEGER },
    ]
    await ledger.open('ether', expiry - 1e12, openingEntries(expiry - 1e12, 2_000, options))
  })
  const deliver = (price: string, ...rest: readonly string[]) =>
    run('adjust', 'ether', '--delivery', price, '--reason', 'from the statement', ...rest)

  test.each([
    ['opening-1=3100', "no expired option 'opening-1'"],
    ['other=3100', 'these wait: opening-0 (call 3000 of 20240329T0800Z)'],
    ['opening-0=0', 'is not <option or instrument>=<price above 0>'],
    ['opening-0', 'is not <option or instrument>=<price above 0>'],
  ])('but not by %s', async (price, reason) => {
    const { code, stderr } = await deliver(price)
    expect([code, stderr]).toEqual([2, expect.stringContaining(reason)])
    expect(await ledger().actions({ limit: 9 })).toEqual([])
  })

  test('and not beside lots', async () => {
    const { code, stderr } = await deliver('opening-0=3100', '--lots', '1')
    expect([code, stderr]).toEqual([2, expect.stringContaining('by a command of their own')])
  })

  test('of an option once, as of its expiry, while the portfolio trades, and the audit log has it', async () => {
    const { code, stdout } = await deliver('opening-0=3100.5')
    expect([code, stdout]).toEqual([0, expect.stringContaining('opening-0 settled at 3100.5')])
    const [entry] = await ledger().entries('ether', { limit: 1 })
    expect(entry).toMatchObject({ at: expiry, spot: 3100.5, basis: 'operator', cash: -201e6 })
    const [action] = await ledger().actions({ limit: 1 })
    expect(action).toMatchObject({
      action: 'portfolio.delivered',
      details: { reason: 'from the statement', entries: [entry] },
    })
    expect((await deliver('opening-0=2900')).code).toBe(2)
    expect((await ledger().portfolio('ether')).book.options).toMatchObject([{ option: 'opening-1' }])
  })
})

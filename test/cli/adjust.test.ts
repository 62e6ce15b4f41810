import { openingEntries } from '../../src/core/portfolio/entries'
import { anOperatorsLedger } from './an-operators-ledger'
import { run } from './run'

const expiry = Date.parse('2024-03-29T08:00:00Z') * 1_000

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

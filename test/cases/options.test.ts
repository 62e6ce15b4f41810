import { withReader } from '../adapters/recordings/folder'
import type { OptionSummary } from '../../src/core/market/event'
import { testCase } from './run-case'
import { join } from 'node:path'

const chainsOf = (out: string): Promise<readonly OptionSummary[]> =>
  withReader(join(out, 'a'), async (reader) => {
    const options: OptionSummary[] = []
    for (const { venue, symbol } of (await reader.describe()).instruments)
      for await (const rows of reader.options({ venue, symbol })) options.push(...rows)
    return options
  })

testCase('08-usdc-linear-option-chain', 'linear chains come back at their volatility', async ({ text, exits, out }) => {
  expect(exits).toEqual([0])
  const vols = new Map((await chainsOf(out)).map(({ instrument, markIv }) => [instrument, markIv?.toFixed(3)]))
  expect(Object.fromEntries(vols)).toEqual({
    'BTC-27JUN25-105000-C': '0.450',
    'BTC_USDC-27JUN25-105000-C': '0.450',
    'SOL_USDC-27JUN25-160-C': '0.750',
    'XRP_USDC-27JUN25-2d2-C': '0.800',
    'XRP_USDC-27JUN25-2d4-C': '0.820',
  })
  expect(text).toContain('pricesThatInvert: 100 % of 15 option prices')
})

testCase('10-book-summary-with-mark-iv', 'a book summary is read by its prices and mark_iv', async ({ exits, out }) => {
  expect(exits).toEqual([0])
  expect(await chainsOf(out)).toMatchObject([
    { instrument: 'BTC-27JUN25-105000-C', markIv: 0.45, bid: 0.045032, ask: 0.04687, underlyingPrice: 104_500 },
  ])
})

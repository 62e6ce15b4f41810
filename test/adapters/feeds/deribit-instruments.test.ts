import { systemTimers } from '../../../src/adapters/clock/system-clock'
import { deribitInstruments } from '../../../src/adapters/feeds'
import { instrumentFacts } from '../../../src/core/market/venues/instrument-facts'
import { noAnswer, refusal, startDeribitServer, type DeribitServer } from '../../support/deribit-server'
import { startFakeTimers } from '../../support/fake-timers'

const row = (own: object) => ({
  ...{ kind: 'future', base_currency: 'BTC', quote_currency: 'USD', counter_currency: 'USD', is_active: true },
  ...{
    settlement_currency: 'BTC',
    settlement_period: 'month',
    tick_size: 2.5,
    contract_size: 10,
    min_trade_amount: 10,
  },
  ...{ maker_commission: -0.0001, taker_commission: 0.0005, ...own },
})
const expiry = Date.UTC(2025, 5, 27, 8)
const dated = { expiration_timestamp: expiry }
const option = (name: string, own: object = {}) =>
  row({
    ...{ instrument_name: name, kind: 'option', quote_currency: 'BTC', option_type: 'put', strike: 90_000, ...dated },
    ...{
      tick_size: 0.0001,
      contract_size: 1,
      min_trade_amount: 0.1,
      maker_commission: 0.0003,
      taker_commission: 0.0003,
    },
    ...own,
  })
const usdc = { quote_currency: 'USDC', counter_currency: 'USDC', settlement_currency: 'USDC' }

const listed = [
  row({ instrument_name: 'BTC-PERPETUAL', settlement_period: 'perpetual', expiration_timestamp: 32_503_708_800_000 }),
  row({ instrument_name: 'BTC-27JUN25', ...dated }),
  option('BTC-27JUN25-90000-P'),
  option('BTC-27JUN25-95000-P', { strike: 95_000, tick_size: 0.0005 }),
  row({ instrument_name: 'BTC-FS-27JUN25_PERP', kind: 'future_combo', ...dated }),
  row({ instrument_name: 'BTC_USDC', kind: 'spot', ...usdc, settlement_currency: undefined }),
  row({
    instrument_name: 'BTC_USDC-PERPETUAL',
    ...usdc,
    settlement_period: 'perpetual',
    contract_size: 0.001,
    ...dated,
  }),
  option('BTC_USDC-27JUN25-90000-P', { ...usdc, min_trade_amount: 0.01 }),
  { ...row({ instrument_name: 'BTC-26DEC25' }), tick_size: '2.5' },
]

let server: DeribitServer

beforeEach(async () => {
  server = await startDeribitServer()
  server.answers.set('public/get_instruments', () => listed)
  server.answers.set('public/get_instrument', ({ instrument_name }) =>
    listed.find((one) => 'instrument_name' in one && one.instrument_name === instrument_name),
  )
})

afterEach(() => server.stop())

const told = (of: { readonly names: readonly string[] } | { readonly chain: string }) =>
  deribitInstruments({ of, url: server.url, timers: systemTimers })

describe('what Deribit says its instruments are', () => {
  test('has tick, step, contract, settlement, expiry and fees of each', async () => {
    expect(await told({ names: ['BTC-27JUN25', 'BTC_USDC-PERPETUAL', 'BTC_USDC'] })).toEqual([
      {
        ...instrumentFacts('deribit', 'BTC-27JUN25'),
        ...{ tick: 2.5, lot: 10, leastQuantity: 10, fees: { maker: -0.0001, taker: 0.0005 }, expiry: expiry * 1_000 },
      },
      {
        ...instrumentFacts('deribit', 'BTC_USDC-PERPETUAL'),
        ...{ tick: 2.5, lot: 10, leastQuantity: 10, fees: { maker: -0.0001, taker: 0.0005 } },
        contract: { size: 0.001, unit: 'base' },
      },
      expect.objectContaining({ symbol: 'BTC_USDC', kind: 'spot', settlement: 'linear', settlementCurrency: 'USDC' }),
    ])
  })

  test('has of a chain what its options have in common, and the futures on it', async () => {
    const instruments = await told({ chain: 'BTC' })
    expect(instruments.map(({ symbol }) => symbol)).toEqual([
      ...['BTC', 'BTC_USDC', 'BTC-PERPETUAL', 'BTC-27JUN25', 'BTC_USDC-PERPETUAL'],
    ])
    expect(instruments[0]).toMatchObject({
      ...{ kind: 'option', settlement: 'inverse', quote: 'USD', amounts: 'base', contract: { size: 1, unit: 'base' } },
      ...{ lot: 0.1, tick: undefined, expiry: undefined, option: undefined, impliedVols: 'percent' },
    })
    expect(server.requests.at(-1)?.params).toEqual({ currency: 'BTC', expired: false })
  })

  test('may be of one underlying', async () => {
    const instruments = await told({ chain: 'BTC_USDC' })
    expect(instruments.map(({ symbol, settlement }) => [symbol, settlement])).toEqual([
      ...[
        ['BTC_USDC', 'linear'],
        ['BTC_USDC-PERPETUAL', 'linear'],
      ],
    ])
    expect(server.requests.at(-1)?.params.currency).toBe('USDC')
  })

  test('is quanto where it settles in a third currency', async () => {
    const [one] = listed
    server.answers.set('public/get_instrument', () => ({ ...one, settlement_currency: 'ETH' }))
    expect(await told({ names: ['BTC-PERPETUAL'] })).toMatchObject([
      { settlement: 'quanto', settlementCurrency: 'ETH' },
    ])
  })

  test('is not told where the venue refuses, is silent, is not there or has no such chain', async () => {
    await expect(told({ names: ['NONE'] })).rejects.toThrow(/does not tell what its instruments are: refused/)
    await expect(told({ chain: 'SOL_USDC' })).rejects.toThrow('Deribit has no options of SOL_USDC')
    server.answers.set('public/get_instruments', () => refusal({ code: -32602, data: { param: 'currency' } }))
    await expect(told({ chain: 'SOL' })).rejects.toThrow('Deribit has no options of SOL')
    server.answers.set('public/get_instruments', () => noAnswer)
    const timers = startFakeTimers()
    const silent = deribitInstruments({ of: { chain: 'BTC' }, url: server.url, timers })
    timers.advance(8_000)
    await expect(silent).rejects.toThrow('no answer within 8 s')
    await expect(deribitInstruments({ of: { chain: 'BTC' }, url: 'ws://127.0.0.1:1', timers })).rejects.toThrow(
      'REFUSED',
    )
  })
})

import { openingEntries } from '../../../../src/core/portfolio/entries'
import { foldEntries } from '../../../../src/core/portfolio/book'
import { openCcxtVenue } from '../../../../src/adapters/venues/ccxt/ccxt-venue'
import { tradedBy } from '../../../../src/app/engine/orders/order-desk-parts'
import { startDryVenue } from '../../../../src/app/engine/open-venue'
import { startFakeDeribit } from '../../../support/fake-deribit/fake-deribit'
import { deribitOptions } from '../../../adapters/venues/deribit-bench'
import { aFile, configOf, problemsOf, withValue, type Path } from './a-file'

const calls = (...path: Path): Path => ['portfolios', 0, ...path]
const weights = (...path: Path): Path => ['portfolios', 1, ...path]
const paper = (...path: Path): Path => ['venues', 1, 'instruments', 'BTC-PERPETUAL', ...path]

/** The portfolio of options on the paper venue, which then is the one that its limits are judged by. */
const onPaper = () =>
  [
    [calls('venue'), 'paper'] as const,
    [calls('symbol'), 'BTC-PERPETUAL'] as const,
    [calls('execution'), undefined] as const,
  ].reduce<unknown>((own, [path, value]) => withValue(own, path, value), aFile())

/** The same at Binance's USD-margined contracts. */
const onBinance = () =>
  withValue(withValue(aFile(), ['venues', 0, 'exchange'], 'binanceusdm'), calls('symbol'), 'BTCUSDT')

describe('a configuration is refused that no venue would take:', () => {
  test.each<[unknown, Path, unknown, string]>([
    [
      aFile(),
      ['venues', 0, 'exchange'],
      'binance',
      'venues[0].exchange: is one of deribit, binanceusdm; the nearest is',
    ],
    [aFile(), calls('symbol'), 'BTC-PERPETUAL', 'portfolios[0].symbol: is a contract settled in USD: only those have'],
    [
      onBinance(),
      calls('limits', 'orderNotional'),
      99,
      'portfolios[0].limits.orderNotional: is at least 100, the least',
    ],
    [aFile(), paper('leastNotional'), 1_000.5, 'portfolios[1].limits.orderNotional: is at least 1000.5'],
    [aFile(), paper('leastNotional'), -1, 'leastNotional'],
    [
      onPaper(),
      paper('minLots'),
      2_000,
      'portfolios[0].limits.orderNotional: is at least 120000, 2000 lots of 0.001 at',
    ],
    [
      aFile(),
      calls('mandate', 'options', 0, 'settlement'),
      'inverse',
      'options[0].settlement: is linear: the ledger counts cash in the quote currency alone',
    ],
    [aFile(), calls('mandate', 'options', 0, 'exercise'), 'bermudan', 'options[0].exercise: '],
    [aFile(), calls('dividends'), [{ at: '2026-03-15', amount: 1 }], "dividends[0].at: is a time such as '2025-"],
    [aFile(), calls('dividends'), [{ at: '2026-03-15T13:30:00Z', amount: 0 }], 'dividends[0].amount: is more than 0'],
    [
      aFile(),
      calls('dividends'),
      [
        { at: '2026-03-15T13:30:00Z', amount: 1 },
        { at: '2026-03-15T13:30:00Z', amount: 1 },
      ],
      'portfolios[0].dividends[1].at: is later than the one before it',
    ],
    [
      aFile(),
      calls('dividends'),
      [{ at: '2026-03-15T13:30:00Z', amount: 1e6 }],
      'portfolios[0].dividends[0].amount: is below the price itself, 60000 in mandate.scale',
    ],
    [
      aFile(),
      weights('dividends'),
      [{ at: '2026-03-15T13:30:00Z', amount: 1 }],
      'portfolios[1].dividends: are of the options of a hedge, not of the mandate allocation',
    ],
    [aFile(), calls('mandate', 'options', 0, 'quantity'), -2.5, 'quantity: is a whole number of contracts'],
    [aFile(), calls('cash'), 1e10, 'portfolios[0].cash: is at most 9007199254'],
    [aFile(), calls('mandate', 'options', 0, 'premium'), 1e11, 'options[0].premium: brings the book beyond 9007199254'],
    [
      aFile(),
      weights('mandate', 'instruments', 0),
      'binance-futures/BTCUSDT',
      "portfolios[1].mandate.instruments[0]: trades as 'BTCUSDT', which paper does not list",
    ],
  ])('%#', (tree, path, value, message) => {
    expect(problemsOf(tree)).toEqual([])
    expect(problemsOf(withValue(tree, path, value)).join('\n')).toContain(message)
  })
})

test('what passes at the limits opens: the book in whole units, the venues with every instrument', async () => {
  const limits: readonly [Path, unknown][] = [
    [calls('id'), 'a-portfolio-with-an-id-as-long-x'],
    [calls('cash'), 9_007_199_253],
    [calls('mandate', 'options', 0, 'premium'), 1],
    [paper('leastNotional'), 1_000],
    [paper('minLots'), 2 ** 40],
    [paper('maxLots'), 2 ** 40],
    [paper('tick'), 0],
  ]
  const tree = limits.reduce<unknown>((own, [path, value]) => withValue(own, path, value), aFile())
  expect(problemsOf(tree)).toEqual([])
  const { portfolios, venues } = configOf(tree)
  const fake = await startFakeDeribit()
  try {
    for (const { cash, mandate } of portfolios)
      foldEntries(openingEntries(0, cash, mandate.kind === 'hedge' ? mandate.options : []))
    const traded = (venue: string) => portfolios.filter((own) => own.venue === venue).flatMap(tradedBy)
    const exchange = await openCcxtVenue(deribitOptions(fake, { instruments: traded('deribit') }))
    for (const instrument of traded('deribit')) expect((await exchange.terms(instrument)).minLots).toBe(1)
    await exchange.close()
    const dry = startDryVenue(venues[1], { clock: { now: () => 0 }, market: () => Promise.resolve(undefined) })
    for (const instrument of traded('paper'))
      expect(await dry.terms(instrument)).toEqual({
        lot: 0.001,
        minLots: 2 ** 40,
        maxLots: 2 ** 40,
        tick: 0,
        leastNotional: 1_000,
      })
  } finally {
    await fake.stop()
  }
})

test('an American option on a share with dividends becomes the terms of a book, a European one says nothing', () => {
  const paid = [{ at: '2026-03-15T13:30:00Z', amount: 0.5 }]
  const withEarly = withValue(
    withValue(aFile(), calls('dividends'), paid),
    calls('mandate', 'options', 0, 'exercise'),
    'american',
  )
  const [{ dividends, mandate }] = configOf(withEarly).portfolios
  expect(dividends).toEqual([{ at: Date.parse('2026-03-15T13:30:00Z') * 1_000, amount: 0.5 }])
  expect(mandate).toMatchObject({ options: [{ exercise: 'american' }] })
  const plain = withValue(
    withValue(aFile(), calls('mandate', 'options', 0, 'exercise'), 'european'),
    calls('mandate', 'options', 0, 'settlement'),
    'linear',
  )
  expect(configOf(plain).portfolios[0].mandate).toEqual(configOf(aFile()).portfolios[0].mandate)
})

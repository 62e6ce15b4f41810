import { secretsOfFile } from '../../../../src/app/config/file/schema'
import { writeConfig } from '../../../../src/app/config/file/write-config'
import { reveal, secret } from '../../../../src/app/config/secret'
import type { PortfolioSettings } from '../../../../src/core/decision/settings'
import { aFile, configOf, environment, problemsOf, withValue, type Path } from './a-file'

const without = (path: Path): unknown => withValue(aFile(), path, undefined)
const margin: Path = ['portfolios', 0, 'limits', 'margin']

describe('a configuration', () => {
  test('that uses every part is read, with the defaults filled in', () => {
    const config = configOf(aFile())
    expect(config.feeds[0].breaker).toEqual({ move: 0.04, withinSeconds: 120, spread: 0.02, calmSeconds: 300 })
    expect(config.portfolios[0].mandate).toMatchObject({
      options: [{ expiry: Date.parse('2027-01-29T08:00:00Z') * 1000 }],
    })
    expect(config.portfolios[1]).toMatchObject({ references: [], minInterval: 1, maxInterval: 3_600 })
    const [alice] = config.service.operators
    expect(reveal(alice.token)).toBe(environment.ALICE_TOKEN)
  })

  test('is the same as YAML, as JSON and as JSON indented by tabs', () => {
    const yaml = writeConfig(configOf(aFile()))
    expect(yaml).toContain('expiry: 2027-01-29T08:00:00.000Z')
    expect(configOf(JSON.stringify(aFile(), undefined, '\t'))).toEqual(configOf(aFile()))
  })

  test('is printed without its secrets, all of which are known to the log', () => {
    const config = configOf(aFile())
    for (const text of [writeConfig(config), JSON.stringify(config)]) expect(text).not.toContain('hunter2')
    expect(new Set(secretsOfFile(config).map(reveal))).toEqual(new Set(Object.values(environment)))
  })

  test('gives settings of portfolios that come back from JSON unchanged', () => {
    for (const settings of configOf(aFile()).portfolios)
      expect(JSON.parse(JSON.stringify(settings)) as PortfolioSettings).toEqual(settings)
  })

  test('is overridden by the environment', () => {
    const token = secret('operator-token-of-24-letters')
    const { service } = configOf(aFile(), { host: '127.0.0.1', port: 1234, token })
    expect([service.host, service.port]).toEqual(['127.0.0.1', 1234])
    expect(service.operators.map(({ name }) => name)).toEqual(['alice', 'operator'])
  })

  test.each([
    ['adaptive', 'adaptive'],
    ['no-hedge', { kind: 'no-hedge' }],
    [{ kind: 'adaptive' }, 'adaptive'],
    [
      { kind: 'leland', seconds: 60 },
      { kind: 'leland', seconds: 60 },
    ],
    ['drift-or-timer', { kind: 'drift-or-timer', drift: 0.05, seconds: 172_800 }],
    [
      { kind: 'delta-threshold', threshold: 0.1 },
      { kind: 'delta-threshold', threshold: 0.1, seconds: 5 },
    ],
    [
      { kind: 'range-and-move', halfWidth: 0.1, leastMove: 0.005 },
      { kind: 'range-and-move', halfWidth: 0.1, leastMove: 0.005 },
    ],
  ])('takes the strategy %j', (strategy, expected) => {
    const [{ mandate }] = configOf(withValue(aFile(), ['portfolios', 0, 'mandate', 'strategy'], strategy)).portfolios
    expect(mandate).toMatchObject({ strategy: expected })
  })

  test.each(['standard', 'portfolio'])('takes the %s margin model with the figures of a venue', (kind) => {
    const [{ limits }] = configOf(withValue(aFile(), [...margin, 'model'], { kind })).portfolios
    expect(limits.margin?.model.parameters).toMatchObject({})
  })
})

const portfolio = (...path: Path): Path => ['portfolios', 0, ...path]

describe('a configuration is refused with its place and what is allowed there:', () => {
  test.each<[Path, unknown, string]>([
    [['servce'], {}, "file: unknown key 'servce', the nearest there is 'service'"],
    [portfolio('limits', 'slipage'), 1, "portfolios[0].limits: unknown key 'slipage', the nearest there is 'slippage'"],
    [['feeds', 0, 'sandox'], true, "feeds[0]: unknown key 'sandox', the nearest there is 'sandbox'"],
    [['feeds', 0, 'chain'], 'BTC', 'feeds[0].instruments: lack deribit/BTC, the chain itself'],
    [['feeds', 0, 'chain'], 'ETH', 'feeds[0].instruments: deribit/BTC-PERPETUAL is not on ETH'],
    [['feeds', 0, 'chain'], 'btc', 'feeds[0].chain: is an underlying with options'],
    [portfolio('mandate', 'strategy', 'riskaversion'), 1, "the nearest there is 'riskAversion'"],
    [
      portfolio('mandate', 'strategy'),
      { kind: 'adaptive', policy: { floors: 1 } },
      "unknown key 'floors', the nearest there is 'floor'",
    ],
    [['service', 'port'], '9000', 'service.port: is a number, not a text'],
    [['service', 'port'], 70_000, 'service.port: is at most 65535, not 70000'],
    [['service', 'host'], 'a b', 'service.host: is a host name or an address'],
    [['feeds', 0, 'kind'], 'binance', 'feeds[0].kind: is one of replay, deribit, tardis, not a text'],
    [['feeds', 1, 'exchange'], 'binance-us', 'feeds[1].exchange: is one of deribit, binance, binance-futures'],
    [['feeds'], [], 'feeds: has at least 1 entry'],
    [portfolio('mandate', 'strategy'), 'hodges-neuberger', 'strategy.kind: is one of adaptive, no-hedge'],
    [portfolio('limits', 'slippage'), 0, 'portfolios[0].limits.slippage: is more than 0, not 0'],
    [portfolio('limits', 'price', 'leastSources'), 1.5, 'leastSources: is a whole number, not 1.5'],
    [portfolio('mandate', 'options', 0, 'expiry'), '2027-01-29', "expiry: is a time such as '2025-01-10T08:00:00Z'"],
    [portfolio('mandate', 'options', 0, 'quantity'), 0, 'quantity: is not 0'],
    [portfolio('id'), 'Calls', 'portfolios[0].id: is 1 to 32 small letters, digits and inner dashes'],
    [['models', 'steward'], 'advice', 'models.steward'],
    [['models'], undefined, 'schedules.retraining: is of models, and the file has no models'],
    [['schedules', 'retraining', 'cron'], 'nightly', 'schedules.retraining.cron: is a cron expression'],
    [[...margin, 'model', 'parameters', 'tiers', 1, 'upTo'], 5e6, 'tiers[1].upTo: is left out in the last tier'],
    [[...margin, 'model', 'parameters', 'tiers', 0, 'maintenance'], 0.5, 'maintenance: is at most the initial rate'],
    [['venues', 1, 'instruments', 'a/b'], {}, 'venues[1].instruments'],
  ])('%j: %j', (path, value, message) => {
    const problems = problemsOf(withValue(aFile(), path, value))
    expect(problems.join('\n')).toContain(message)
    expect(problems.join('')).not.toMatch(/undefined|NaN|\[object/)
  })

  test.each<[Path, string]>([
    [portfolio('limits', 'dailyLoss'), 'portfolios[0].limits.dailyLoss: is missing: a number is needed'],
    [['venues'], 'venues: is missing: a list is needed'],
    [['feeds', 0, 'kind'], 'feeds[0].kind: is one of replay, deribit, tardis, and missing'],
    [portfolio('mandate', 'kind'), 'portfolios[0].mandate.kind: is one of hedge, cppi, obpi, allocation, and missing'],
  ])('%j missing', (path, message) => expect(problemsOf(without(path)).join('\n')).toContain(message))

  test('all problems at once', () => {
    const wrong = withValue(withValue(aFile(), ['service', 'port'], -1), ['record', 'foldr'], 'x')
    expect(problemsOf(wrong)).toEqual([
      'file: service.port: is at least 0, not -1',
      "file: record: unknown key 'foldr', the nearest there is 'folder'",
    ])
  })
})

describe('secrets', () => {
  const places: readonly Path[] = [
    ['service', 'operators', 0, 'token'],
    ['feeds', 1, 'apiKey'],
    ['venues', 0, 'apiKey'],
    ['venues', 0, 'secret'],
    ['alerts', 'webhook', 'url'],
    ['alerts', 'telegram', 'token'],
  ]
  test.each(places)('never stand in the file: %j %j', (...path) => {
    for (const literal of ['hunter2', 'https://example.org/hunter2', '${hunter2}', 'x${KEY}hunter2', 42]) {
      const problems = problemsOf(withValue(aFile(), path, literal))
      expect(problems).toHaveLength(1)
      expect(problems[0]).toMatch(/write \$\{NAME\}|is a reference \$\{NAME\}/)
      expect(problems[0]).not.toContain('hunter2')
    }
  })

  test('that the environment lacks are named', () => {
    expect(problemsOf(withValue(aFile(), ['venues', 0, 'secret'], '${DERIBIT_SECRET}'))).toEqual([
      'file: venues[0].secret: refers to DERIBIT_SECRET, which is not set in the environment',
    ])
  })

  test('that are too short for an operator are refused', () => {
    expect(problemsOf(withValue(aFile(), ['service', 'operators', 0, 'token'], '${BOT}'))).toEqual([
      'file: service.operators[0].token: has at least 24 letters',
    ])
  })
})

describe('parts that contradict each other are refused:', () => {
  const second = (...path: Path): Path => ['portfolios', 1, ...path]
  const programme = { type: 'call', days: 1, quantity: -1 }
  test.each<[string, Path, unknown, string]>([
    [
      'unknown instrument',
      portfolio('instrument'),
      'deribit/BTC-PERPETUL',
      "names an instrument of the feeds: 'deribit/BTC-PERPETUL' is not among them, the nearest is 'deribit/BTC-PERPETUAL'",
    ],
    [
      'unknown venue',
      portfolio('venue'),
      'paperr',
      "names one of the venues: 'paperr' is not among them, the nearest is 'paper'",
    ],
    ['unknown symbol', second('symbol'), 'constructor', 'portfolios[1].symbol: names an instrument of the venue'],
    [
      'unknown market of paper',
      ['venues', 1, 'instruments', 'BTC-PERPETUAL', 'market'],
      'deribit/X',
      'venues[1].instruments.BTC-PERPETUAL.market: names an instrument',
    ],
    ['the same id', second('id'), 'calls', "portfolios[1].id: 'calls' is there twice"],
    ['the same feed', ['feeds', 1, 'name'], 'deribit', "feeds[1].name: 'deribit' is there twice"],
    ['the same venue', ['venues', 1, 'name'], 'deribit', "venues[1].name: 'deribit' is there twice"],
    ['one instrument of two feeds', ['feeds', 1, 'instruments', 0], 'deribit/BTC-PERPETUAL', 'comes from two places'],
    ['a programme on an exchange', portfolio('mandate', 'programme'), programme, 'it needs a paper venue'],
    [
      'a guarantee beyond cash',
      portfolio('mandate'),
      { kind: 'obpi', strategy: 'adaptive', guarantee: 1.1, days: 365 },
      'mandate.guarantee: is at most 1.01005',
    ],
    ['a hedge of nothing', portfolio('mandate', 'options'), [], 'options: are missing'],
    ['weights above one', second('mandate', 'targets'), [0.6, 0.5], 'sum to at most 1, not 1.1'],
    [
      'weights of other instruments',
      second('mandate', 'targets'),
      [0.1, 0.2],
      'has one weight an instrument, 1, not 2',
    ],
    ['a short weight', second('mandate', 'targets'), [-0.1], 'are not negative without shorting'],
    ['orders above the position', portfolio('limits', 'orderNotional'), 300_000, 'is at most positionNotional'],
    ['more sources than there are', portfolio('limits', 'price', 'leastSources'), 3, 'leastSources: is at most 2'],
    ['itself as a reference', portfolio('references'), ['deribit/BTC-PERPETUAL'], 'is another instrument'],
    ['intervals', portfolio('minInterval'), 700, 'is at most maxInterval'],
    [
      'margin of an allocation',
      second('limits', 'margin'),
      { model: { kind: 'standard' }, leastRatio: 2, leastDistance: 0.1 },
      'is of one underlying',
    ],
    ['another exchange in the Deribit feed', ['feeds', 0, 'instruments', 0], 'okx/BTC', "begins with 'deribit/'"],
    [
      'another venue in a feed of tardis',
      ['feeds', 1, 'instruments', 0],
      'binance/BTCUSDT',
      "begins with 'binance-futures/', as the feed's events name it",
    ],
    [
      'live and replayed feeds',
      ['feeds', 0],
      { kind: 'replay', name: 'r', recording: 'x', instruments: ['deribit/BTC-PERPETUAL'] },
      'are all replays or all live',
    ],
  ])('%s', (_, path, value, message) =>
    expect(problemsOf(withValue(aFile(), path, value)).join('\n')).toContain(message),
  )

  test('a host beyond loopback needs a token', () => {
    const open = withValue(aFile(), ['service', 'operators'], [])
    expect(problemsOf(open).join()).toContain('service.host: is beyond loopback, which needs an operator with a token')
    expect(problemsOf(open, { token: secret('operator-token-of-24-letters') })).toEqual([])
    expect(problemsOf(open, { host: '::1' })).toEqual([])
  })
})

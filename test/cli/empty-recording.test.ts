import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { run, scratch } from './run'

const header = 'time,open,high,low,close,volume'
const minute = (i: number): string => `${1_700_000_000_000 + i * 60_000},1,2,1,1.5,10`

/** A configuration that replays a recording, on a paper venue. */
const config = (recording: string): string => {
  const price = { leastSources: 1, maxAge: 300, maxDeviation: 0.01 }
  const written = {
    feeds: [{ name: 'past', kind: 'replay', recording, instruments: ['file/x'] }],
    venues: [
      {
        ...{ kind: 'paper', name: 'paper', seed: 1, latency: { leastSeconds: 0.05, meanSeconds: 0.05 } },
        instruments: { x: { market: 'file/x', lot: 1, minLots: 1, tick: 0.01, fee: 0 } },
      },
    ],
    portfolios: [
      {
        ...{ id: 'calls', instrument: 'file/x', venue: 'paper', symbol: 'x', cash: 100, costs: { fee: 0 } },
        mandate: {
          ...{ kind: 'hedge', strategy: { kind: 'whalley-wilmott', riskAversion: 30, multiplier: 1 } },
          programme: { type: 'call', moneyness: 1, days: 1, quantity: -1, multiplier: 1 },
          scale: { contracts: 10, price: 2 },
        },
        limits: {
          ...{ orderNotional: 100, positionNotional: 100, dailyTurnover: 1000, ordersPerMinute: 12, slippage: 0.005 },
          ...{ price, dailyLoss: 50 },
        },
        ...{ minInterval: 60, maxInterval: 3600 },
      },
    ],
  }
  writeFileSync(scratch('replay.yaml'), JSON.stringify(written))
  return scratch('replay.yaml')
}

/** Every command that works on a recording without models, with what it needs beside it. */
const commands = (recording: string): readonly (readonly string[])[] => {
  const data = ['--data', recording]
  return [
    ['train', ...data, '--out', scratch('models')],
    ['backtest', ...data, '--strategy', 'whalley-wilmott', '--out', scratch('backtest')],
    ['train-band', ...data, '--out', scratch('band')],
    ['demo', ...data, '--models', scratch('demo'), '--out', scratch('demo-report')],
    ['replay', '--config', config(recording)],
    ['calibrate-costs', ...data],
    ['measure-market', ...data],
    ['surface', ...data],
  ]
}

const refusals = async (recording: string): Promise<readonly (readonly [string, string])[]> => {
  const lines: (readonly [string, string])[] = []
  for (const argv of commands(recording)) {
    const { code, stdout, stderr } = await run(...argv)
    expect({ argv, code, stdout, stderr }).toEqual({ argv, code: 1, stdout: '', stderr })
    expect(stderr).not.toMatch(/^\s+at /m)
    const own = stderr.split('\n').filter((line) => line.startsWith('bandshift: '))
    expect({ argv, stderr, lines: own.length }).toEqual({ argv, stderr, lines: 1 })
    lines.push([argv[0], own[0]])
  }
  return lines
}

beforeAll(async () => {
  writeFileSync(scratch('x.csv'), [header, 'today,1,2,1,1.5,10', 'now,1,2,1,1.5,10'].join('\n'))
  const lossy = ['--input', scratch('x.csv'), '--out', scratch('empty'), '--allow-loss']
  expect(await run('import', ...lossy)).toMatchObject({ code: 0 })
  writeFileSync(scratch('two.csv'), [header, minute(0), minute(1)].join('\n'))
  const two = ['--input', scratch('two.csv'), '--out', scratch('two'), '--symbol', 'x']
  expect(await run('import', ...two)).toMatchObject({ code: 0 })
})

test('every command refuses an empty recording in one line that says why and what to do', async () => {
  for (const [command, line] of await refusals(scratch('empty')))
    expect([command, line]).toEqual([
      command,
      expect.stringMatching(
        /empty: the recording is empty: none of 2 rows of x\.csv was accepted \(2 bad-time\); import a file whose rows/,
      ),
    ])
  for (const made of ['models', 'backtest', 'band', 'demo']) expect(existsSync(scratch(made))).toBe(false)
})

test('a retraining of an empty recording is refused before it comes into a queue', async () => {
  const { code, stderr } = await run('retrain', '--data', scratch('empty'), '--out', scratch('models'))
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('the recording is empty') })
})

test('every command refuses a recording of two bars in one line that says what is missing', async () => {
  const missing: Readonly<Record<string, RegExp>> = {
    replay: /of file\/x bars alone are recorded/,
    'calibrate-costs': /x: 2 bars are too few for a cost card, at least 30 are needed: take a longer recording/,
    'measure-market': /x: too short for 3 regimes, .*; take a longer recording/,
    surface: /has no options of any instrument; it holds none: import a chain/,
  }
  const tooFew = /2 bars warm up only 0 feature rows; at least 100 are needed: take a longer recording/
  for (const [command, line] of await refusals(scratch('two')))
    expect([command, line]).toEqual([command, expect.stringMatching(missing[command] ?? tooFew)])
})

describe('a refused import', () => {
  const refused = async (out: string): Promise<void> => {
    writeFileSync(scratch('bad.csv'), [header, 'today,1,2,1,1.5,10', 'now,1,2,1,1.5,10'].join('\n'))
    expect(await run('import', '--input', scratch('bad.csv'), '--out', out)).toMatchObject({ code: 1 })
  }

  test('leaves none of the folders behind that it made', async () => {
    await refused(scratch('made/for/it'))
    expect(existsSync(scratch('made'))).toBe(false)
  })

  test('leaves a folder that was there before, and nothing in it', async () => {
    mkdirSync(scratch('before'))
    await refused(scratch('before/for/it'))
    expect(readdirSync(scratch('before'))).toEqual([])
  })

  test('changes nothing in a recording that has other files', async () => {
    await refused(scratch('two'))
    expect(readdirSync(scratch('two')).sort()).toEqual(['recording.json', 'venue=file'])
  })
})

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { ImportSummary } from '../../src/cli/import'
import type { RecordingDescription } from '../../src/ports/recording-store'
import { run, scratch } from './run'

const withFile = (name: string, content: string | Buffer): string => {
  writeFileSync(scratch(name), content)
  return scratch(name)
}

const header = 'ts_ms,open,high,low,close,volume'
const minute = (i: number, low = 1): string => `${1_700_000_000_000 + i * 60_000},1,2,${low},1.5,10`

test.each<readonly [string, () => readonly string[], RegExp]>([
  ['a file that is not there', () => ['import', '--format', 'ohlcv', '--input', scratch('none.csv')], /no such file/],
  [
    'a pattern without a file',
    () => ['import', '--format', 'ohlcv', '--input', scratch('none*.csv')],
    /no file matches/,
  ],
  [
    'an empty file',
    () => ['import', '--format', 'ohlcv', '--input', withFile('empty.csv', '')],
    /empty\.csv: row 1: empty file/,
  ],
  [
    'a wrong header',
    () => ['import', '--format', 'ohlcv', '--input', withFile('head.csv', `a,b\n1,2\n`)],
    /head\.csv: row 1: wrong header, column/,
  ],
  [
    'a gzip that is none',
    () => ['import', '--format', 'ohlcv', '--input', withFile('x.csv.gz', 'hello')],
    /not a gzip file/,
  ],
  ['a recording that is not there', () => ['train', '--data', scratch('nowhere')], /no recording here/],
  [
    'models that are not there',
    () => ['evaluate', '--data', scratch('nowhere'), '--models', scratch('none')],
    /no models in service in .*none: train them first/,
  ],
  ['options that are not there', () => ['greeks', '--input', scratch('none.csv')], /none\.csv/],
  [
    'a table of options without a column',
    () => ['greeks', '--input', withFile('greeks.csv', 'type,spot\ncall,1\n')],
    /greeks\.csv/,
  ],
])('%s exits 1 with one line that names it', async (_, argv, named) => {
  const { code, stdout, stderr } = await run(...argv(), '--out', scratch('out'))
  const lines = stderr.split('\n').filter((line) => line.startsWith('bandshift: '))
  expect({ code, stdout, lines: lines.length }).toEqual({ code: 1, stdout: '', lines: 1 })
  expect(lines[0]).toMatch(named)
  expect(stderr).not.toMatch(/^\s+at /m)
})

test('import prints what became of the rows, as text and as JSON', async () => {
  const file = withFile('bars.csv', [header, minute(0), minute(1), minute(1), minute(2, 3), minute(3)].join('\n'))
  const argv = ['import', '--format', 'ohlcv', '--input', file, '--out']
  const text = await run(...argv, scratch('as-text'))
  expect(text).toMatchObject({ code: 0, stderr: '' })
  expect(text.stdout).toContain('5 rows read, 3 accepted, quarantined: 1 duplicate, 1 high-low')
  const { total } = JSON.parse((await run(...argv, scratch('as-json'), '--json')).stdout) as ImportSummary
  expect(total).toEqual({ read: 5, accepted: 3, quarantined: { duplicate: 1, 'high-low': 1 } })
})

test('simulate describes the recording that it made; the same seed makes the same bytes', async () => {
  const make = async (folder: string, seed: string): Promise<RecordingDescription> => {
    const argv = ['simulate', '--world', 'gbm', '--days', '2', '--seed', seed, '--out', scratch(folder), '--json']
    const { code, stdout } = await run(...argv)
    expect(code).toBe(0)
    return JSON.parse(stdout) as RecordingDescription
  }
  const [first, again, other] = [await make('a', '1'), await make('b', '1'), await make('c', '2')]
  expect(first).toMatchObject({ origin: 'synthetic', sha256: again.sha256 })
  expect(other.sha256).not.toBe(first.sha256)
})

test('greeks writes the rows back with prices and Greeks', async () => {
  const input = withFile('options.csv', 'type,spot,strike,years,vol,rate,dividend\ncall,100,100,1,0.2,0,0\n')
  const { code } = await run('greeks', '--input', input, '--out', scratch('greeks-out.csv'))
  expect(code).toBe(0)
  expect(existsSync(scratch('greeks-out.csv'))).toBe(true)
  expect(readFileSync(scratch('greeks-out.csv'), 'utf8')).toContain('7.96556745540')
})

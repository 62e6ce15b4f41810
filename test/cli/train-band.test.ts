import { readBandNetwork } from '../../models/band-network/band-file'
import type { TrainedBandReport } from '../../training/band-network/train-band'
import { run, scratch } from './run'

const argv = (out: string, ...more: readonly string[]): readonly string[] => [
  ...['train-band', '--world', 'gbm', '--set', 'vol=0.4', '--option-days', '8', '--steps', '2', '--batch', '16'],
  ...['--paths', '100', '--risk-aversion', '20', '--backend', 'wasm', '--out', out, ...more],
]

test('a trained band stands in its file, beside tuned formulas in the report', async () => {
  const out = scratch('band.json')
  const { code, stdout } = await run(...argv(out, '--json'))
  expect(code).toBe(0)
  const report = JSON.parse(stdout) as TrainedBandReport & { readonly band: { readonly file: string } }
  expect(report.band).toEqual({
    file: out,
    riskAversion: 20,
    trainedOn: expect.stringContaining('gbm, 8 d') as unknown,
  })
  expect(report.compared.map(({ strategy }) => strategy)).toEqual([
    'network',
    'fixed-band',
    'whalley-wilmott',
    'zakamouline',
  ])
  expect((await readBandNetwork(out)).riskAversion).toBe(20)
})

test('for a person it is a line a strategy', async () => {
  const { code, stdout } = await run(
    ...argv(scratch('text.json'), '--objective', 'expected-shortfall', '--level', '0.1'),
  )
  expect(code).toBe(0)
  expect(stdout).toMatch(/^gbm, 8 d by 86400 s, volatility truth: expected-shortfall, 100 unseen paths/)
  expect(stdout).toMatch(/^zakamouline +a = [\d.]+ .* trades {2}network less it -?\d\.\d{6} \[/m)
})

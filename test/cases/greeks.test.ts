import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { testCase } from './run-case'

testCase('30-greeks-one-price-below-intrinsic', 'the other rows have Greeks', ({ text, exits, out }) => {
  expect(exits).toEqual([0])
  expect(text).toContain('2 of them with empty Greeks')
  const rows = readFileSync(join(out, 'greeks.csv'), 'utf8').trimEnd().split('\n').slice(1)
  expect(rows.map((row) => row.split(',')[8] !== '')).toEqual([true, false, true, false])
})

testCase('31-greeks-negative-rate-tiny-and-huge', 'extreme options have finite numbers', ({ exits, out }) => {
  expect(exits).toEqual([0])
  const rows = readFileSync(join(out, 'greeks.csv'), 'utf8').trimEnd().split('\n').slice(1)
  expect(rows.length).toBe(5)
  const fields = rows.map((row) => row.split(','))
  for (const row of fields) for (const value of row.slice(1, 13)) expect(Number.isFinite(parseFloat(value))).toBe(true)
  for (const [place, vol] of [0.21, 0.5, 1.3].entries()) expect(Number(fields[place][13])).toBeCloseTo(vol, 9)
  expect(fields[4][13]).toBe('')
})

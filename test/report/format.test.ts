import {
  digitsFor,
  duration,
  fixed,
  interval,
  percent,
  pValue,
  short,
  signed,
  utcMinute,
} from '../../src/report/format'

test.each([
  [fixed(1234567.891, 1), '1,234,567.9'],
  [fixed(-0.04, 1), '0.0'],
  [fixed(-1234, 0), '−1,234'],
  [signed(0.04, 1), '0.0'],
  [signed(2.25, 2), '+2.25'],
  [signed(-2.25, 2), '−2.25'],
  [percent(0.8345), '83.5 %'],
  [pValue(0.00004), '<0.001'],
  [pValue(0.0164), '0.016'],
  [utcMinute(Date.UTC(2026, 2, 1, 8, 5, 59) * 1000), '2026-03-01 08:05'],
  [interval([-0.00041, 0.0012], 1, 1e4), '[−4.1, 12.0]'],
  [duration(300), '5 min'],
  [duration(86_400), '1 d'],
  [duration(90), '90 s'],
  [short(64_123), '64,123'],
  [short(0.0123456), '0.01235'],
  [short(-5e-7), '−5e−7'],
])('%s reads %s', (shown, expected) => {
  expect(shown).toBe(expected)
})

test('digits follow the uncertainty, and the value where there is none', () => {
  expect([digitsFor(6.1, 650), digitsFor(18, 400), digitsFor(0.2, 10), digitsFor(0, 42), digitsFor(0, 0)]).toEqual([
    1, 0, 2, 2, 1,
  ])
})

import { testCase } from './run-case'

testCase('27-binance-minimum-notional', 'a hedge below the least order is none', ({ text }) => {
  expect(text).toContain('"leastNotional":20')
  expect(text).toMatch(/wants 0\.004 ETH .*: 0 lots, .*sent to the exchange: 0/)
  expect(text).toMatch(/wants 0\.5 ETH .*: 500 lots, .*report: cancelled; sent to the exchange: 1/)
})

testCase('28-binance-label-length', 'an id that the check passes trades', ({ text }) => {
  expect(text).toContain('nothing is wrong')
  const labels = [...text.matchAll(/label \S+ \((\d+) characters\) -> (\w+)/g)]
  expect(labels.map(([, , said]) => said)).toEqual(['report', 'report'])
  for (const [, length] of labels) expect(Number(length)).toBeLessThanOrEqual(36)
})

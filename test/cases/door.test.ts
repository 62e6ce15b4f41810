import { testCase } from './run-case'

testCase('01-klines-without-header', 'twelve columns are read by position', ({ text, exits }) => {
  expect(exits).toEqual([0, 0])
  expect(text.match(/none quarantined/g)).toHaveLength(4)
})

testCase('19-newest-row-first', 'bars are read in the order of time', ({ text, exits }) => {
  expect(exits).toEqual([0])
  expect(text).toMatch(/48 rows read, 48 accepted, none quarantined; order: newest row first/)
})

testCase('20-volume-column-with-a-unit', 'volume and quote volume are told by their units', ({ text, exits }) => {
  expect(exits).toEqual([0])
  expect(text).toContain('"v":362.7374,"turnover":831891.11')
})

testCase('22-quoted-header', 'quoted header and rows are read alike', ({ text, exits }) => {
  expect(exits).toEqual([0, 0])
  expect(text.match(/80 rows read, 80 accepted, none quarantined/g)).toHaveLength(4)
})

testCase('02-klines-in-zip', 'a CSV in a zip is read as itself', ({ text, exits }) => {
  expect(exits).toEqual([0])
  expect(text).toMatch(/BTCUSDT-1m-2025-01\.zip\/\S+\.csv: (\d+) rows read, \1 accepted, none quarantined/)
})

testCase('23-nothing-accepted-is-a-success', "a zone of ' UTC' is one: every row is read", ({ text, exits }) => {
  expect(text).toContain('kaiko.csv: 80 rows read, 80 accepted, none quarantined; timesReadAs: own offset')
  expect(text).toContain('16 bars warm up only 0 feature rows; at least 100 are needed: take a longer recording')
  expect(text).not.toMatch(/^\s+at /m)
  expect(exits).toEqual([0, 0])
})

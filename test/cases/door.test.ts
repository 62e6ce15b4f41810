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

import { testCase } from './run-case'

testCase('03-klines-microseconds', 'milliseconds and microseconds are one series', ({ text, exits }) => {
  expect(exits).toEqual([0])
  expect(text).toContain('none quarantined')
})

testCase('05-klines-off-grid-after-outage', 'no row of an hour off the minute is lost', ({ text, exits }) => {
  expect(exits).toEqual([0])
  expect(text).toContain('none quarantined')
})

testCase('06-klines-mixed-intervals', 'bars of several periods never become one series', ({ exits }) => {
  expect(exits).toEqual([1])
})

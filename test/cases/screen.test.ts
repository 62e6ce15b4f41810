import { testCase } from './run-case'

testCase('24-stock-split-20-to-1', 'a level that stays is a market, on import and live', ({ text, exits }) => {
  expect(exits).toEqual([0])
  expect(text).toContain('259 rows read, 259 accepted, none quarantined')
  expect(text).toContain('AMZX goes from 2095.88 to 106.47 at 2022-06-06')
  expect(text).not.toContain('absurd-price')
  // The gap is announced like an event.
  expect(text).toMatch(/monday, after it": \{\s*"accepted": 2001\s*\}/)
})

import { testCase } from './run-case'

testCase('11-tardis-liquidations-as-trades', 'a liquidation is a trade once', ({ text, exits }) => {
  expect(exits).toEqual([0])
  expect(text).toContain('20 not-needed')
  expect(text).toMatch(/^200 \| 208\.7(?:6|5999)/m)
  expect(text).not.toContain('21.82')
})

testCase('12-ws-capture-in-microseconds', "the venue's clock is read by magnitude", ({ text, exits }) => {
  expect(exits[0]).toBe(0)
  expect(text).not.toContain('56973')
  expect(text).not.toMatch(/arrival\s+fastest -\d{4}/)
  expect(text).toContain('date=2025-01-01')
})

testCase('13-ws-trade-and-aggtrade', 'an execution told by two streams is one', ({ text, exits }) => {
  expect(exits).toEqual([0])
  expect(text).toMatch(/^60 \| 0\.(?:6|59999)/m)
})

testCase('15-lobster-identical-hidden-fills', 'equal hidden fills are all kept', ({ text, exits }) => {
  expect(exits).toEqual([0])
  expect(text).toContain('none quarantined')
  expect(text.match(/\| 100 \| 100 \| sell$/gm)).toHaveLength(3)
})

testCase('17-lobster-halt-half-day-cross', 'a halt is a gap and a cross no trade', ({ text, exits }) => {
  expect(exits).toEqual([0])
  expect(text.match(/\| 100\.05 \| 50 \| buy$/gm)).toHaveLength(2)
  expect(text).toContain('2024-11-29 14:30:03.0001 | session-end')
  expect(text.match(/\| 99\.95 \| 300 \| /g)).toHaveLength(3)
})

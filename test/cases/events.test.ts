import { testCase } from './run-case'

testCase('26-expiry-during-an-outage', 'an option settles at the price of its expiry, and says where from', (run) => {
  const { text, exits } = run
  expect(exits).toEqual([0, 0])
  expect(text).toMatch(/settled at 99(\.\d+)? \(last-price-before-expiry, of 2025-06-27T07:(49|50)/)
  const total = Number(/total (-?[\d.]+)/.exec(text)?.[1])
  expect(total).toBeCloseTo(3.8, 1)
  expect(text).toContain('ends with cash 5005.00')
})

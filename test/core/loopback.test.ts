import { isLoopback } from '../../src/core/loopback'

test.each(['localhost', '127.0.0.1', '127.12.3.4', '::1', '[::1]'])('%s is this machine alone', (host) => {
  expect(isLoopback(host)).toBe(true)
})

test.each([
  '',
  '0.0.0.0',
  '::',
  '127.0.0.1.example.org',
  'localhost.example.org',
  '127.example.org',
  '128.0.0.1',
  '[::2]',
])('%p is reached from elsewhere', (host) => {
  expect(isLoopback(host)).toBe(false)
})

import { startTimeReader, type TimeReader } from '../../../../src/adapters/recordings/formats/time'

const utc = (text: string): number => Date.parse(`${text}Z`) * 1000
const read = (text: string, reader: TimeReader = startTimeReader()) => reader.read(text)

test.each([
  ['2024-03-05 06:07:08 UTC', '2024-03-05T06:07:08'],
  ['2024-03-05 06:07:08 +0000 UTC', '2024-03-05T06:07:08'],
  ['2024-03-05 01:07:08 -0500 EST', '2024-03-05T06:07:08'],
  ['2024-03-05T06:07:08+00', '2024-03-05T06:07:08'],
  ['2024-03-05T07:37:08.250+01:30', '2024-03-05T06:07:08.250'],
  ['05.03.2024 07:07:08.000 GMT+0100', '2024-03-05T06:07:08'],
  ['2024-03-05 06-PM', '2024-03-05T18:00:00'],
  ['2024-03-05 12-AM', '2024-03-05T00:00:00'],
  ['2024/03/05 6:07:08 pm', '2024-03-05T18:07:08'],
  ['2024.03.05 06:07', '2024-03-05T06:07:00'],
  ['20240305', '2024-03-05T00:00:00'],
  ['20240305 060708', '2024-03-05T06:07:08'],
  ['20240305T060708Z', '2024-03-05T06:07:08'],
  ['20240305060708', '2024-03-05T06:07:08'],
  ['1709618828.5', '2024-03-05T06:07:08.500'],
  ['1.709618828000e+12', '2024-03-05T06:07:08'],
])('reads %s', (text, iso) => {
  expect(read(text)).toBe(utc(iso))
})

test.each([
  '1.71E+12',
  '1.709619e+12',
  '45356.25',
  '202403050607',
  '2024-03-05 25:00',
  '2024-03-05 13-PM',
  '2024-03-05 06:07 EST',
  '2024-03-05 06',
  '03/04/2024',
  '2024-02-30',
  'yesterday',
])('refuses %s', (text) => {
  expect(read(text)).toBe('bad-time')
})

test('the order of day and month is that which the file tells', () => {
  expect(startTimeReader('UTC', 'day-first').read('03/04/2024 05:06')).toBe(utc('2024-04-03T05:06:00'))
  expect(startTimeReader('UTC', 'month-first').read('03/04/2024 05:06 PM')).toBe(utc('2024-03-04T17:06:00'))
  expect(startTimeReader('UTC', 'month-first').read('13/04/2024')).toBe('bad-time')
})

test('stamps without a zone are those of the clocks of a place, summer and winter; others state their own', () => {
  const reader = startTimeReader('America/New_York')
  expect(reader.read('2024-01-05 09:30')).toBe(utc('2024-01-05T14:30:00'))
  expect(reader.read('2024-07-05 09:30')).toBe(utc('2024-07-05T13:30:00'))
  expect(reader.read('2024-03-10 01:59')).toBe(utc('2024-03-10T06:59:00'))
  expect(reader.read('2024-03-10 03:00')).toBe(utc('2024-03-10T07:00:00'))
  expect(reader.readAs()).toBe('America/New_York')
  expect(reader.read('2024-07-05 09:30Z')).toBe(utc('2024-07-05T09:30:00'))
  expect(reader.read('1709618828')).toBe(utc('2024-03-05T06:07:08'))
  expect(reader.readAs()).toBe('America/New_York and epoch s and own offset')
})

test('a reading that a clock skips or shows twice is refused by name', () => {
  const reader = startTimeReader('Europe/Berlin')
  expect(reader.read('2024-03-31 02:30')).toBe('clock-skipped')
  expect(reader.read('2024-10-27 02:30')).toBe('clock-repeated')
  expect(reader.read('2024-10-27 01:59:59')).toBe(utc('2024-10-26T23:59:59'))
  expect(reader.read('2024-10-27 03:00')).toBe(utc('2024-10-27T02:00:00'))
  expect(() => startTimeReader('Mars/Olympus')).toThrow(/Mars\/Olympus is no time zone/)
})

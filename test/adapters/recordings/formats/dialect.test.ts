import { klines, ohlcv } from '../../../../src/adapters/recordings/formats/bars'
import { readDialect, type Layout } from '../../../../src/adapters/recordings/formats/dialect'

const told = (text: string, layout: Layout = ohlcv) => {
  const lines = text.split('\n').map((raw, i) => ({ number: i + 1, raw }))
  return readDialect({ file: 'x.csv', encoding: 'utf8', lines }, layout)
}

test.each([
  ['time,open,high\n1,2,3', ','],
  ['time;open;high\n1;2;3', ';'],
  ['time\topen\thigh\n1\t2\t3', '\t'],
  ['"time";"open, first";"high"\n1;2;3', ';'],
])('tells what separates the fields of %j', (text, separator) => {
  expect(told(text)).toMatchObject({ separator, headerLine: 1, decimal: '.' })
})

test('names of a header are those of its fields, quoted, padded or not', () => {
  expect(told('"time", open ,"say ""high"""').columns).toEqual(['time', 'open', 'say "high"'])
})

test('an address, a comment or a statement of the separator may stand before the header', () => {
  expect(told('https://provider.example\ntime,open\n1,2')).toMatchObject({ headerLine: 2, columns: ['time', 'open'] })
  expect(told('sep=;\n# hourly\ntime;open\n1;2')).toMatchObject({ headerLine: 3, separator: ';' })
})

test('klines without a header have their columns by position, other rows without one are refused', () => {
  const row = '1735689600000,1,1,1,1,5,1735689659999,5,1,2,2,0'
  expect(told(row, klines)).toMatchObject({ headerLine: undefined })
  expect(told(row, klines).columns.slice(0, 3)).toEqual(['open_time', 'open', 'high'])
  expect(told(row.replaceAll(',', ';'), klines)).toMatchObject({ headerLine: undefined, separator: ';' })
  expect(() => told('1735689600000,1,1,1,1,5', klines)).toThrow(/row 1: no header.*12 fields/)
  expect(() => told('1735689600,1,1,1,1,5')).toThrow(/row 1: no header, the first row is data/)
})

test('a decimal comma is told where the numbers leave no other reading', () => {
  expect(told('time;open\n2024-01-01;42000,5\n2024-01-02;42001,25').decimal).toBe(',')
  expect(told('time;open\n2024-01-01;42000.5').decimal).toBe('.')
  expect(() => told('time;open\n2024-01-01;1,234\n2024-01-02;1,236')).toThrow(/1,234 may be a fraction or thousands/)
})

test('commas group digits where some can do nothing else and none can be a fraction', () => {
  const quoted = 'time,open\n2024-01-01,"1,234"\n2024-01-02,'
  expect(told(`${quoted}"1,236.5"`)).toMatchObject({ decimal: '.', grouped: true })
  expect(told(`${quoted}"1,236,000"`)).toMatchObject({ decimal: '.', grouped: true })
  expect(told(`${quoted}12.5`)).toMatchObject({ decimal: '.', grouped: false })
  expect(told(`${quoted}"1,236.5"\n2024-01-03,"12,5"`).grouped).toBe(false)
  expect(() => told(`${quoted}"1,236"`)).toThrow(/may be a fraction or thousands/)
})

test('a separator at the end of every row, or of the header alone, makes no column', () => {
  expect(told('time,open\n1,2,\n3,4,').columns).toEqual(['time', 'open', ''])
  expect(told('time,open,\n1,2\n3,4').columns).toEqual(['time', 'open'])
  expect(told('time,open\n1,2,\n3,4').columns).toEqual(['time', 'open'])
  expect(told('time,open,\n1,2,\n3,4,').columns).toEqual(['time', 'open', ''])
})

test('a day above twelve tells the order of day and month', () => {
  expect(told('date,open\n01/02/2024,1\n13/02/2024,1').dateOrder).toBe('day-first')
  expect(told('date,open\n01/02/2024,1\n01/31/2024,1').dateOrder).toBe('month-first')
  expect(told('date,open\n01/02/2024,1\n02/02/2024,1').dateOrder).toBeUndefined()
  expect(told('date,open\n13/02/2024,1\n02/13/2024,1').dateOrder).toBeUndefined()
})

test('an empty file and lines that end with a carriage return alone are refused', () => {
  expect(() => readDialect({ file: 'x.csv', encoding: 'utf8', lines: [] }, ohlcv)).toThrow(/row 1: empty file/)
  expect(() => told('time,open\r1,2\r')).toThrow(/carriage return alone/)
})

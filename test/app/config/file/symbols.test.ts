import { instrumentField, symbolField } from '../../../../src/app/config/file/fields'

describe('symbols as venues make them', () => {
  test.each([
    'ETH/USD',
    'BTC/USD:BTC-250627-100000-C',
    'tBTCF0:USTF0',
    '^GSPC',
    'ES=F',
    'BRK B',
    '1INCHUSDT',
    'A*',
    '币安',
  ])('%s is one, and names an instrument', (symbol) => {
    expect(symbolField.safeParse(symbol).success).toBe(true)
    expect(instrumentField.safeParse(`kraken/${symbol}`).success).toBe(true)
  })

  test.each(['', ' A', 'A ', 'A\nB', 'A\u0000', 'A'.repeat(65)])('%p is none', (symbol) => {
    expect(symbolField.safeParse(symbol).success).toBe(false)
    expect(instrumentField.safeParse(`kraken/${symbol}`).success).toBe(false)
  })

  test.each(['ETHUSD', '/ETHUSD', 'a venue/ETHUSD'])('%p is no instrument', (name) => {
    expect(instrumentField.safeParse(name).success).toBe(false)
  })
})

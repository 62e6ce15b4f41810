import { instrumentFacts } from '../../../src/core/market/venues/instrument-facts'
import { factsWith, type StatedFacts } from '../../../src/adapters/recordings/stated-facts'
import { fileWith, imported, withReader } from './folder'

const file = { venue: 'file', symbol: 'X' }
const perpetual = { venue: 'deribit', symbol: 'BTC-PERPETUAL' }
const dollars: StatedFacts = {
  ...{ kind: 'perpetual', base: 'BTC', quote: 'USD', settlement: 'inverse', amounts: 'contracts', contractSize: 100 },
}

describe('what is stated of an instrument', () => {
  test('nothing: its venue tells, or nobody does', () => {
    expect(factsWith({}, perpetual)).toEqual(instrumentFacts('deribit', 'BTC-PERPETUAL'))
    expect(factsWith({}, file)).toBeUndefined()
  })

  test('of an unknown one: a contract of an inverse is money, of a linear one coins', () => {
    expect(factsWith(dollars, file)).toMatchObject({
      ...{ settlementCurrency: 'BTC', contract: { size: 100, unit: 'quote' }, amounts: 'contracts', tick: undefined },
    })
    expect(factsWith({ ...dollars, settlement: 'linear', contractSize: 0.01 }, file)).toMatchObject({
      ...{ settlementCurrency: 'USD', contract: { size: 0.01, unit: 'base' } },
    })
    expect(factsWith({ kind: 'spot', base: 'A', quote: 'B' }, file)).toMatchObject({ settlement: 'linear' })
  })

  test('of an unknown one too little: refused with what is missing', () => {
    expect(() => factsWith({ amounts: 'contracts', quote: 'USD' }, file)).toThrow(
      'file/X: nothing is known of it; state also --kind, --base, --settlement',
    )
  })

  test('of a known one: what its venue leaves open, else refused unless it overrides', () => {
    const swap = { venue: 'okex-swap', symbol: 'PEPE-USDT-SWAP' }
    expect(factsWith({ contractSize: 1e7 }, swap)).toMatchObject({
      contract: { size: 1e7, unit: 'base' },
      quote: 'USDT',
    })
    expect(() => factsWith({ amounts: 'base' }, perpetual)).toThrow(
      'deribit/BTC-PERPETUAL: --amounts is quote there, not base; --override-venue states it all the same',
    )
    expect(factsWith({ amounts: 'base', overrideVenue: true }, perpetual)).toMatchObject({
      ...{ amounts: 'base', contract: { size: 10, unit: 'quote' }, settlementCurrency: 'BTC' },
    })
  })

  test('stands in the recording; other units for the same instrument are refused', async () => {
    const rows = 'ts_ms,open,high,low,close,volume\n1717200000000,100,110,90,100,5\n1717203600000,100,110,90,100,6\n'
    const { out } = await imported('ohlcv', fileWith('x.csv', rows), { symbol: 'X', stated: dollars })
    await withReader(out, async (reader) => {
      expect(reader.instrument(file)).toEqual(factsWith(dollars, file))
      for await (const bars of reader.bars(file)) expect(bars.map(({ volume }) => volume)).toEqual([5, 6])
    })
    const later = fileWith('y.csv', rows.replaceAll('17172', '17173'))
    const other = { out, symbol: 'X', stated: { ...dollars, contractSize: 10 } }
    await expect(imported('ohlcv', later, other)).rejects.toThrow('file/X is recorded as')
  })
})

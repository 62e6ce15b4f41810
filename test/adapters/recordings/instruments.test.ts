import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { instrumentFacts } from '../../../src/core/market/venues/instrument-facts'
import { fileWith, imported, withReader } from './folder'

const klines = [
  'open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume',
  '1717200000000,2000,2010,1990,2000,600,1717203599999,3.01,12,150',
  '1717203600000,2000,2010,1990,2005,400,1717207199999,2.00,9,100',
  '1717207200000,2005,2010,2000,2005,0,1717210799999,0,0,0',
].join('\n')

const manifestOf = (out: string) =>
  JSON.parse(readFileSync(join(out, 'recording.json'), 'utf8')) as { instruments?: { symbol: string }[] }

const coinM = { venue: 'binance-delivery', symbol: 'ETHUSD_PERP' }

describe('what an instrument is, with its recording', () => {
  test('stands in the manifest and the description', async () => {
    const { out } = await imported('klines', fileWith('ETHUSD_PERP-1h.csv', klines), coinM)
    expect(manifestOf(out).instruments).toHaveLength(1)
    await withReader(out, async (reader) => {
      const { instruments } = await reader.describe()
      expect(instruments[0].instrument).toEqual(instrumentFacts(coinM.venue, coinM.symbol))
      expect(reader.instrument(coinM)).toEqual(instruments[0].instrument)
      expect(reader.instrument({ venue: 'file', symbol: 'X' })).toBeUndefined()
    })
  })

  test('gives bars in units of the base, with the turnover in money', async () => {
    const { out } = await imported('klines', fileWith('ETHUSD_PERP-1h.csv', klines), coinM)
    await withReader(out, async (reader) => {
      const bars = []
      for await (const block of reader.bars(coinM)) bars.push(...block)
      expect(bars.map(({ volume }) => volume)).toEqual([3.01, 2, 0])
      expect(bars.map(({ turnover }) => turnover)).toEqual([6_000, 4_000, 0])
      expect(bars[0].flow!.buyVolume).toBeCloseTo(3.01 / 4, 12)
    })
  })

  test('is told by the tables of venues where an older recording does not hold it', async () => {
    const { out } = await imported('klines', fileWith('ETHUSD_PERP-1h.csv', klines), coinM)
    const manifest = manifestOf(out)
    delete manifest.instruments
    writeFileSync(join(out, 'recording.json'), JSON.stringify(manifest))
    await withReader(out, (reader) => {
      expect(reader.instrument(coinM)).toEqual(instrumentFacts(coinM.venue, coinM.symbol))
      return Promise.resolve()
    })
  })

  test('is absent for an instrument of which nothing is known', async () => {
    const { out } = await imported('klines', fileWith('X-1h.csv', klines))
    expect(manifestOf(out).instruments).toBeUndefined()
  })
})

import { benches } from '../../bench/catalogue'

test('every bench is loaded under its own name', async () => {
  for (const [name, load] of Object.entries(benches)) expect((await load()).name).toBe(name)
})

test.each(['events-to-features', 'import-bars', 'import-peer'])(
  '%s measures in its short form, with its peak memory',
  async (name) => {
    const bench = await benches[name]()
    const rows = await bench.run({ short: true })
    expect(rows.length).toBeGreaterThan(1)
    for (const { value, peakRssMiB } of rows) expect(Math.min(value, peakRssMiB)).toBeGreaterThan(0)
  },
)

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { greeks } from '../../src/cli/greeks'
import { shareGreeks } from '../../src/core/pricing/american'
import { bsmGreeks } from '../../src/core/pricing/greeks'
import { inverseGreeks } from '../../src/core/pricing/inverse'

const HEADER = 'type,spot,strike,years,vol,rate,dividend,price,delta,gamma,vega,theta_per_year,rho,implied_vol'

describe('the greeks command', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'greeks-'))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
  })
  const run = async (text: string, day?: string) => {
    writeFileSync(join(folder, 'in.csv'), text)
    const report = await greeks(join(folder, 'in.csv'), join(folder, 'out.csv'), day)
    const lines = readFileSync(join(folder, 'out.csv'), 'utf8').trimEnd().split('\n')
    return { report, header: lines[0], rows: lines.slice(1).map((line) => line.split(',')) }
  }

  it('writes price, Greeks and implied volatility that read back to rounding', async () => {
    const { header, rows } = await run('type,spot,strike,years,vol,rate,dividend\nput,100,110,0.3,0.45,0.02,0.01\n')
    const inputs = { type: 'put' as const, spot: 100, strike: 110, years: 0.3, vol: 0.45, rate: 0.02, dividend: 0.01 }
    const expected = bsmGreeks(inputs)
    expect(header).toBe(HEADER)
    expect(Math.abs(Number(rows[0][7]) / expected.price - 1)).toBeLessThan(1e-14)
    for (const [i, name] of (['delta', 'gamma', 'vega', 'theta', 'rho'] as const).entries())
      expect(Math.abs(Number(rows[0][8 + i]) / expected[name] - 1)).toBeLessThan(1e-13)
    expect(Number(rows[0][13])).toBeCloseTo(0.45, 13)
  })

  it('solves the volatility of a row that has only a price, and reads columns in any order', async () => {
    const price = bsmGreeks({ type: 'call', spot: 100, strike: 100, years: 1, vol: 0.2 }).price
    const { report, rows } = await run(
      `\uFEFFname,price,strike,type,spot,vol,years,rate,dividend\r\n"a, ""b""",${price},100,call,100,,1,0,0\r\n\r\n`,
    )
    expect(report).toMatchObject({ rows: 1, solved: 1, withoutImpliedVol: 0 })
    expect(Number(rows[0][4])).toBeCloseTo(0.2, 13)
  })

  it('leaves implied_vol empty where the price says nothing of it', async () => {
    const { report, rows } = await run(
      'type,spot,strike,years,vol,rate,dividend\ncall,200,100,0.01,0.1,0,0\ncall,100,90,0,0.1,0,0\n',
    )
    expect(rows.map((row) => row[13])).toEqual(['', ''])
    expect(report.withoutImpliedVol).toBe(2)
  })

  it('keeps the order of more rows than fit one block', async () => {
    const spots = Array.from({ length: 9000 }, (_, i) => 50 + i / 100)
    const lines = spots.map((spot) => `call,${spot},100,1,0.2,0,0`)
    const { rows } = await run(`type,spot,strike,years,vol,rate,dividend\n${lines.join('\n')}`)
    expect(rows.map((row) => Number(row[1]))).toEqual(spots)
  })

  const good = 'type,spot,strike,years,vol,rate,dividend\ncall,100,100,1,0.2,0,0\n'
  it.each([
    ['an unknown type', 'straddle,100,100,1,0.2,0,0', "type 'straddle' is neither call nor put"],
    ['a hexadecimal number', 'call,0x64,100,1,0.2,0,0', "spot '0x64' is not a finite number"],
    ['an infinite number', 'call,1e999,100,1,0.2,0,0', "spot '1e999' is not a finite number"],
    ['NaN', 'call,100,NaN,1,0.2,0,0', "strike 'NaN' is not a finite number"],
    ['an empty number', 'call,100,100,,0.2,0,0', "years '' is not a finite number"],
    ['a negative spot', 'call,-1,100,1,0.2,0,0', 'spot -1 is not above 0'],
    ['a negative vol', 'call,1,100,1,-0.2,0,0', 'vol -0.2 is below 0'],
    ['a short row', 'call,1,100,1', '4 fields where the header has 7'],
    ['no vol', 'call,1,100,1,,0,0', 'neither vol nor price is given'],
  ])('leaves out a row with %s and names it', async (_, row, reason) => {
    const { report, rows } = await run(`${good}${row}\nput,90,100,1,0.2,0,0\n`)
    expect(rows.map(([type, spot]) => `${type} ${spot}`)).toEqual(['call 100', 'put 90'])
    expect(report).toMatchObject({ rows: 2, refused: 1, withoutGreeks: 0, problems: [{ line: 3, reason }] })
    await expect(run(`${good}${row}\n${row}\n`)).rejects.toThrow(`row 3: ${reason} (more than half of the rows`)
    expect(readdirSync(folder)).toEqual(['in.csv', 'out.csv'])
  })

  it('writes a row whose price has no volatility with empty Greeks, in its place', async () => {
    const { report, rows } = await run(
      'type,spot,strike,years,price,rate,dividend\ncall,210,200,0.5,15,0,0\ncall,210,120,0.5,89,0,0\nput,210,220,0.5,19,0,0\n',
    )
    expect(rows.map((row) => row.length)).toEqual([14, 14, 14])
    expect(rows[1]).toEqual(['call', '210', '120', '0.5', '', '0', '0', '89', '', '', '', '', '', ''])
    expect(rows.map((row) => row[8] === '')).toEqual([false, true, false])
    expect(report).toMatchObject({ rows: 3, solved: 2, withoutImpliedVol: 1, withoutGreeks: 1, refused: 0 })
    expect(report.problems).toMatchObject([{ line: 3 }])
  })

  it('counts all problems and names the first twenty by row', async () => {
    const lines = Array.from({ length: 30 }, () => 'call,210,120,0.5,89,0,0\ncall,210,200,0.5,15,0,0\n')
    const { report } = await run(`type,spot,strike,years,price,rate,dividend\n${lines.join('')}`)
    expect(report).toMatchObject({ rows: 60, withoutGreeks: 30 })
    expect(report.problems.map(({ line }) => line)).toEqual(Array.from({ length: 20 }, (_, k) => 2 * k + 2))
  })

  const settled = 'type,spot,strike,years,vol,price,rate,dividend,settlement,settlement_price'

  it('writes inverse options in coin beside linear ones, and solves their volatility from a price in coin', async () => {
    const option = { type: 'call', spot: 61_000, strike: 65_000, years: 0.1, vol: 0.6, rate: 0, dividend: 0 } as const
    const { price, delta, netDelta, dollarDelta, gamma, vega, theta, rho } = inverseGreeks(option, 60_000)
    const { header, rows, report } = await run(
      `${settled}\ncall,61000,65000,.1,.6,,0,0,inverse,60000\ncall,61000,65000,.1,,${price},0,0,inverse,60000\n` +
        'put,61000,65000,.1,.6,,0,0,inverse,\ncall,61000,65000,.1,.6,,0,0,linear,60000\n',
    )
    expect(header).toBe(`${HEADER},settlement,settlement_price,net_delta,dollar_delta`)
    const numbers = rows.map((row) => row.map(Number))
    for (const [i, expected] of [price, delta, gamma, vega, theta, rho, 0.6].entries())
      for (const row of numbers.slice(0, 2)) expect(Math.abs(row[7 + i] / expected - 1)).toBeLessThan(1e-10)
    expect(rows[0][14]).toBe('inverse')
    expect(numbers[0][15]).toBe(60_000)
    expect(numbers[0][16]).toBeCloseTo(netDelta, 12)
    expect(numbers[0][17]).toBeCloseTo(dollarDelta, 6)
    expect(numbers[2][15]).toBe(61_000)
    expect(numbers[2][7]).toBeCloseTo(inverseGreeks({ ...option, type: 'put' }).price, 12)
    expect(rows[3].slice(14, 17)).toEqual(['linear', '', ''])
    expect(numbers[3][7]).toBeCloseTo(bsmGreeks(option).price, 8)
    expect(report).toMatchObject({ rows: 4, solved: 1, refused: 0 })
  })

  const shares = 'type,spot,strike,years,vol,price,rate,dividend,exercise,dividends'

  it('writes American options with dividends by date or by years, and solves their volatility', async () => {
    const dividends = [
      { years: 73 / 365, amount: 1.5 },
      { years: 0.4, amount: 2 },
    ]
    const option = { type: 'call', spot: 100, strike: 95, years: 0.5, vol: 0.3, rate: 0.03, dividend: 0 } as const
    const expected = shareGreeks({ ...option, exercise: 'american', dividends })
    const { header, rows } = await run(
      `${shares}\ncall,100,95,.5,.3,,.03,0,american,2026-03-15:1.5; .4:2\n` +
        `call,100,95,.5,,${expected.price},.03,0,american,2026-03-15:1.5;.4:2\ncall,100,95,.5,.3,,.03,0,european,\n`,
      '2026-01-01',
    )
    expect(header).toBe(`${HEADER},exercise,dividends`)
    expect(rows[0].slice(14)).toEqual(['american', '2026-03-15:1.5;.4:2'])
    for (const [i, name] of (['price', 'delta', 'gamma', 'vega', 'theta', 'rho'] as const).entries())
      expect(Number(rows[0][7 + i])).toBe(expected[name])
    expect(Number(rows[0][13])).toBeCloseTo(0.3, 7)
    expect(Number(rows[1][4])).toBeCloseTo(0.3, 7)
    expect(Number(rows[2][7])).toBeCloseTo(bsmGreeks(option).price, 12)
  })

  const row = (settlement: string, exercise: string, dividends: string): string =>
    `call,100,100,1,0.2,0,0,${settlement},${exercise},${dividends}`
  it.each([
    ['an unknown settlement', row('quanto,', 'european', ''), "settlement 'quanto' is neither linear nor inverse"],
    ['no settlement', row(',', 'european', ''), "settlement '' is neither linear nor inverse"],
    ['a settlement price of 0', row('inverse,0', 'european', ''), 'settlement_price 0 is not above 0'],
    ['an odd settlement price', row('inverse,x', 'european', ''), "settlement_price 'x' is not a finite number"],
    ['an unknown exercise', row('linear,', 'bermudan', ''), "exercise 'bermudan' is neither european nor american"],
    ['early exercise in coin', row('inverse,', 'american', ''), 'an inverse option is not american'],
    ['cash and coin', row('inverse,', 'european', '.5:1'), 'an inverse option has no dividends in cash'],
    ['a dividend without amount', row('linear,', 'european', '.5'), "dividend '.5' is not date:amount or years:amount"],
    ['a dividend of no day', row('linear,', 'european', '2026-02-30:1'), 'starts with neither a date such as'],
    ['a dividend behind', row('linear,', 'european', '2025-12-31:1'), "dividend '2025-12-31:1' is not ahead"],
    ['a dividend below 0', row('linear,', 'european', '.5:-1'), "dividend '.5:-1' is not above 0"],
    ['an odd dividend', row('linear,', 'european', '.5:one'), "the amount of a dividend 'one' is not a finite number"],
  ])('leaves out a row with %s and names it', async (_, text, reason) => {
    const head = 'type,spot,strike,years,vol,rate,dividend,settlement,settlement_price,exercise,dividends'
    const { report } = await run(`${head}\n${row('linear,', 'european', '')}\n${text}\n`, '2026-01-01')
    expect(report.refused).toBe(1)
    expect(report.problems[0].line).toBe(3)
    expect(report.problems[0].reason).toContain(reason)
  })

  it('asks for the day where a dividend has a date, and for a day that is one', async () => {
    const text = `${shares}\ncall,100,95,.5,.3,,0,0,american,2026-03-15:1\n`
    await expect(run(text)).rejects.toThrow('--day tells the day of the prices')
    await expect(run(text, '15.3.2026')).rejects.toThrow("--day '15.3.2026' is not a date")
  })

  it.each([
    ['a settlement price alone', 'type,spot,strike,years,vol,rate,dividend,settlement_price\n', 'without settlement'],
    ['an empty file', '', 'empty, not even a header'],
    ['a header alone', 'type,spot,strike,years,vol,rate,dividend\n', 'no options after the header'],
    ['a missing column', 'type,spot,years,vol,rate\n', 'row 1: the header lacks strike, dividend'],
    ['neither vol nor price', 'type,spot,strike,years,rate,dividend\n', 'row 1: the header has neither vol nor price'],
    ['a column twice', 'type,spot,strike,years,vol,rate,dividend,spot\n', 'stands twice'],
    [
      'a price outside the bounds',
      'type,spot,strike,years,price,rate,dividend\ncall,100,100,1,101,0,0\n',
      'row 2: the price 101 has no implied volatility: it lies outside the no-arbitrage bounds or holds no time value (no',
    ],
    ['an endless line', `${good}${'9'.repeat(200_000)}`, 'row 3: a line longer than 65536 characters'],
  ])('refuses %s, names file and row, and writes nothing', async (_, text, reason) => {
    await expect(run(text)).rejects.toThrow(reason)
    await expect(run(text)).rejects.toThrow(join(folder, 'in.csv'))
    expect(readdirSync(folder)).toEqual(['in.csv'])
  })

  it('refuses a file that is not there and an output that is the input', async () => {
    await expect(greeks(join(folder, 'none.csv'), join(folder, 'out.csv'))).rejects.toThrow('no such file')
    await expect(greeks(join(folder, 'in.csv'), join(folder, 'in.csv'))).rejects.toThrow('is the input file')
  })
})

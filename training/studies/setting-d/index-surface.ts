import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { startChainCentre, type QuotedOption } from '../../../src/core/surface/centre/chain-centre'
import { unlearnedSlope } from '../../../src/core/surface/centre/spot-vol-slope'
import { Fault } from '../../../src/core/error'
import { DAY, type Timestamp } from '../../../src/core/market/event'
import { bsmPrice } from '../../../src/core/pricing/price'
import { termVol } from '../../../src/core/pricing/term-vol'
import { fitSurface, type Surface } from '../../../src/core/surface/fit-surface'
import { readColumns, readDates } from '../csv-gz'

/** What the learned centre removes of the squares that the implied-volatility delta leaves, on an index by year. */
export type IndexGain = { readonly year: string; readonly options: number; readonly gain: number }

/** Volatilities of one tenor at rising log-moneyness. */
type Tenor = { readonly years: number; readonly k: number[]; readonly vol: number[] }

type Day = { readonly time: Timestamp; readonly spot: number; readonly tenors: readonly Tenor[] }

/** Nothing is learned or measured over a longer interval than a long weekend. */
const mostDays = 5.5
/** Half the spread that a recorded volatility is taken to have. */
const halfSpread = 0.0025

const readDays = (folder: string): readonly Day[] => {
  const names = ['spot', 'days_to_maturity', 'moneyness', 'implied_vol']
  const byTime = new Map<Timestamp, { readonly spot: number; readonly tenors: Map<number, Tenor> }>()
  for (const name of readdirSync(folder)
    .filter((one) => /^spx_surface_.*\.csv\.gz$/.test(one))
    .sort()) {
    const path = join(folder, name)
    const columns = readColumns(path, names)
    for (const [i, time] of readDates(path, 'date').entries()) {
      const [spot, days, moneyness, vol] = names.map((column) => columns[column][i])
      if (!(spot! > 0 && days! > 0 && moneyness! > 0 && vol! > 0))
        throw new Fault('bad-input', `${path}: line ${i + 2} has a value that is absent or not above 0`)
      const day = byTime.get(time) ?? { spot: spot!, tenors: new Map<number, Tenor>() }
      byTime.set(time, day)
      const tenor = day.tenors.get(days!) ?? { years: days! / 365, k: [], vol: [] }
      day.tenors.set(days!, tenor)
      tenor.k.push(Math.log(moneyness!))
      tenor.vol.push(vol!)
    }
  }
  return [...byTime]
    .sort(([one], [other]) => one - other)
    .map(([time, { spot, tenors }]) => ({
      ...{ time, spot },
      tenors: [...tenors.values()].sort((one, other) => one.years - other.years),
    }))
}

const surfaceOf = ({ time, spot, tenors }: Day, before: Surface | undefined): Surface =>
  fitSurface(
    tenors.map(({ years, k, vol }) => ({
      ...{ expiry: time + 365 * DAY * years, years, forward: spot, forwardError: 0 },
      quotes: vol.map((midVol, i) => ({ k: k[i], midVol, bidVol: midVol - halfSpread, askVol: midVol + halfSpread })),
    })),
    before,
  )

/** The recorded volatility between the strikes of the grid; undefined beyond them. */
const volAt = ({ tenors }: Day, k: number, years: number): number | undefined => {
  const points = tenors.flatMap((tenor) => {
    const after = tenor.k.findIndex((own) => own >= k)
    if (after < 0 || k < tenor.k[0]) return []
    const before = Math.max(after - 1, 0)
    const share = after === before ? 0 : (k - tenor.k[before]) / (tenor.k[after] - tenor.k[before])
    return [{ years: tenor.years, vol: (1 - share) * tenor.vol[before] + share * tenor.vol[after] }]
  })
  return points.length === 0 ? undefined : termVol(points, years)
}

const callOf = (day: Day, strike: number, years: number): Omit<QuotedOption, 'instrument'> | undefined => {
  const { spot } = day
  const vol = volAt(day, Math.log(strike / spot), years)
  if (vol === undefined) return undefined
  const price = bsmPrice({ type: 'call', spot, strike, years, vol })
  return { type: 'call', strike, years, forward: spot, spot, vol, price }
}

/**
 * Calls at every point of a recorded index surface, each held from one close to the next at no rates or dividends and
 * hedged without cost: the learned centre, which begins at the implied-volatility delta and sees one day at a time,
 * beside that delta. Empty where the folder is not there; faults as `readColumns`.
 */
export const indexGains = (folder: string): readonly IndexGain[] => {
  if (!existsSync(folder)) return []
  const centre = startChainCentre({ settlement: 'linear', model: unlearnedSlope, mostDays })
  const years = new Map<string, { options: number; net: number; learned: number }>()
  let surface: Surface | undefined
  let before: { readonly day: Day; readonly held: readonly (QuotedOption & Record<'net' | 'learned', number>)[] }
  before = { day: { time: -Infinity, spot: 0, tenors: [] }, held: [] }
  for (const day of readDays(folder)) {
    const elapsed = (day.time - before.day.time) / DAY
    const again = before.held.flatMap((option): readonly QuotedOption[] => {
      const now = elapsed < mostDays ? callOf(day, option.strike, option.years - elapsed / 365) : undefined
      if (now === undefined) return []
      const year = new Date(day.time / 1000).toISOString().slice(0, 4)
      const sums = years.get(year) ?? { options: 0, net: 0, learned: 0 }
      const left = (delta: number): number =>
        (now.price - option.price - delta * (now.spot - option.spot)) / option.spot
      years.set(year, {
        options: sums.options + 1,
        net: sums.net + left(option.net) ** 2,
        learned: sums.learned + left(option.learned) ** 2,
      })
      return [{ ...now, instrument: option.instrument }]
    })
    const fresh = day.tenors.flatMap((tenor, t) =>
      tenor.k.flatMap((k, i): readonly QuotedOption[] => {
        const call = callOf(day, day.spot * Math.exp(k), tenor.years)
        return call === undefined ? [] : [{ ...call, instrument: `${day.time} ${t} ${i}` }]
      }),
    )
    surface = surfaceOf(day, surface)
    centre.step({ time: day.time, spot: day.spot, surface, options: [...again, ...fresh] })
    const delta = (option: QuotedOption) => ({
      ...{ ...option, net: centre.delta('net', option), learned: centre.delta('minimum-variance', option) },
    })
    before = { day, held: fresh.map(delta) }
  }
  return [...years].map(([year, { options, net, learned }]) => ({ year, options, gain: 1 - learned / net }))
}

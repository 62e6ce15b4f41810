import { join } from 'node:path'
import { fitGarch } from '../../baselines/garch'
import { readColumns } from '../csv-gz'
import {
  dailyHar,
  dailyHarq,
  dailyLogHar,
  dailyWlsHar,
  rollingQlike,
  wholeSampleFit,
  wholeSampleQlike,
  type DailyModel,
} from './rolling-har'

/** QLIKE of each model over that of HAR by ordinary least squares, one day ahead, refitted daily on 1,000 days. */
export type QlikeRatios = { readonly logHar: number; readonly wlsHar: number }

/** Published forecasting results beside ours from the same data. Variances in %². */
export type PublishedForecasts = {
  readonly har: {
    readonly coefficients: readonly number[]
    readonly r2: number
    readonly published: { readonly coefficients: readonly number[]; readonly r2: number }
  }
  readonly harq: { readonly qlike: number; readonly published: { readonly qlike: number } }
  readonly garch: GarchFigures & { readonly published: GarchFigures }
  readonly qlikeRatio: {
    readonly spx: QlikeRatios & { readonly harq: number }
    readonly dji: QlikeRatios
    readonly published: {
      readonly spx: QlikeRatios & { readonly harq: number }
      readonly dji: { readonly logHar: number }
    }
  }
}

export type GarchFigures = {
  readonly mu: number
  readonly omega: number
  readonly alpha: number
  readonly beta: number
  readonly logLikelihood: number
}

const window = 1000

/** Rows of the columns where every value is there and the first is positive. */
const complete = (columns: Readonly<Record<string, readonly (number | undefined)[]>>): Float64Array[] => {
  const series = Object.values(columns)
  const rows = series[0]
    .map((_, i) => series.map((column) => column[i]))
    .filter((row): row is number[] => row.every((value) => value !== undefined) && Number(row[0]) > 0)
  return series.map((_, j) => Float64Array.from(rows, (row) => row[j]))
}

/**
 * Recomputes the forecasting table from `realized-measures` and `known-answers` under the data folder; a few seconds.
 * S&P 500 1997–2013 is the set of Bollerslev, Patton & Quaedvlieg (2016); DJI 2000–2018 the Oxford-Man 5-minute
 * measure; the GARCH benchmark that of Bollerslev & Ghysels (1996). Faults 'missing-data' where a file is absent.
 */
export const reproduceForecasts = (dataFolder: string): PublishedForecasts => {
  const measures = (file: string, names: readonly string[]): Float64Array[] =>
    complete(readColumns(join(dataFolder, 'realized-measures', file), names))
  const [spx, quarticity] = measures('spx_bpq2016_1997_2013.csv.gz', ['RV', 'RQ'])
  const dji = measures('dji_oxfordman_2000_2018.csv.gz', ['rv5'])[0].map((rv) => rv * 1e4)
  const [marks] = Object.values(readColumns(join(dataFolder, 'known-answers', 'dem2gbp.csv.gz'), ['DEM2GBP']))

  const against = (rv: Float64Array): ((model: DailyModel) => number) => {
    const base = rollingQlike(dailyHar(rv), rv, window)
    return (model) => rollingQlike(model, rv, window) / base
  }
  const spxRatio = against(spx)
  const djiRatio = against(dji)
  const { coefficients, r2 } = wholeSampleFit(dailyHar(spx))
  return {
    har: {
      coefficients,
      r2,
      published: { coefficients: [0.1123142, 0.2273436, 0.4903494, 0.1863766], r2: 0.5224 },
    },
    harq: { qlike: wholeSampleQlike(dailyHarq(spx, quarticity), spx), published: { qlike: 0.13577366 } },
    garch: {
      ...fitGarch(marks.filter((value) => value !== undefined)),
      published: { mu: -0.0061904, omega: 0.0107613, alpha: 0.153134, beta: 0.805974, logLikelihood: -1106.608 },
    },
    qlikeRatio: {
      spx: {
        logHar: spxRatio(dailyLogHar(spx)),
        wlsHar: spxRatio(dailyWlsHar(spx)),
        harq: spxRatio(dailyHarq(spx, quarticity)),
      },
      dji: { logHar: djiRatio(dailyLogHar(dji)), wlsHar: djiRatio(dailyWlsHar(dji)) },
      published: { spx: { logHar: 0.891, wlsHar: 0.899, harq: 1.018 }, dji: { logHar: 0.818 } },
    },
  }
}

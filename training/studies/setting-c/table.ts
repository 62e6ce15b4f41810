import type { Strategy } from '../../../src/core/hedging/strategy'
import { mean } from '../../../src/core/statistics/moments'
import { evaluationColumn } from '../../tune/view/strip'
import { certaintyEquivalent, hedgeOutcome, markOf, run, viewOf } from '../../tune/view/view'
import { oracleColumn, type Coin } from './coin'
import { barSeconds } from './grid'
import { measureNames, tableMeasuresOf, type MeasureName, type TableMeasures } from './measures'

/** Volatility behind a published row. */
type RowVolatility = 'log-har' | 'rv-1d' | 'constant' | 'oracle'

/** Reference figures as printed, absent where none is given. */
type Published = Readonly<Partial<Record<MeasureName, number>>>

/** In the order of the measures. */
type Figures = readonly [
  totalSd: number,
  totalEs95: number,
  trackingSd: number | undefined,
  trackingEs95: number | undefined,
  cost: number,
  trades: number,
]

type PublishedRow = {
  readonly setting: string
  readonly volatility: RowVolatility
  readonly strategy: Strategy
  readonly published: Readonly<Record<string, Published>>
}

const ww = (riskAversion: number): Strategy => ({ kind: 'whalley-wilmott', riskAversion, multiplier: 1 })
const band = (halfWidth: number): Strategy => ({ kind: 'fixed-band', halfWidth })
const every = (hours: number): Strategy => ({ kind: 'fixed-interval', seconds: hours * 12 * barSeconds })

const named = (figures: Figures): Published =>
  Object.fromEntries(
    measureNames.flatMap((name, i) => {
      const figure = figures[i]
      return figure === undefined ? [] : [[name, figure]]
    }),
  )

const row = (
  setting: string,
  { volatility, strategy }: Pick<PublishedRow, 'volatility' | 'strategy'>,
  btcusd: Figures,
  ethusd?: Figures,
): PublishedRow => ({
  setting,
  volatility,
  strategy,
  published: { btcusd: named(btcusd), ...(ethusd === undefined ? {} : { ethusd: named(ethusd) }) },
})

/** Every row of the reference table. */
const publishedRows: readonly PublishedRow[] = [
  row(
    'a = 10',
    { volatility: 'log-har', strategy: ww(10) },
    [0.0175, 0.0415, 0.0062, 0.0122, 0.00094, 163],
    [0.0254, 0.0583, 0.0061, 0.0114, 0.00097, 180],
  ),
  row(
    'a = 30',
    { volatility: 'log-har', strategy: ww(30) },
    [0.0167, 0.0409, 0.0043, 0.0085, 0.00105, 189],
    [0.0244, 0.0573, 0.0045, 0.0088, 0.0011, 215],
  ),
  row(
    'a = 100',
    { volatility: 'log-har', strategy: ww(100) },
    [0.0163, 0.0413, 0.0031, 0.0062, 0.00121, 230],
    [0.0237, 0.0561, 0.0034, 0.0066, 0.00128, 270],
  ),
  row(
    'a = 30',
    { volatility: 'rv-1d', strategy: ww(30) },
    [0.0157, 0.0419, 0.0046, 0.0097, 0.00111, 194],
    [0.0223, 0.0545, 0.0048, 0.0094, 0.00119, 225],
  ),
  row('a = 30', { volatility: 'constant', strategy: ww(30) }, [0.0179, 0.0491, undefined, undefined, 0.00111, 166]),
  row('a = 30', { volatility: 'oracle', strategy: ww(30) }, [0.0198, 0.0546, undefined, undefined, 0.00107, 142]),
  row(
    'half-width 0.05',
    { volatility: 'log-har', strategy: band(0.05) },
    [0.0159, 0.0383, 0.0046, 0.0094, 0.00116, 219],
    [0.0242, 0.0566, 0.0052, 0.0124, 0.00114, 230],
  ),
  row(
    'half-width 0.1',
    { volatility: 'log-har', strategy: band(0.1) },
    [0.0182, 0.0427, 0.0093, 0.0216, 0.00089, 171],
    [0.0273, 0.0633, 0.0109, 0.0289, 0.00087, 173],
  ),
  row(
    'every 4 h',
    { volatility: 'log-har', strategy: every(4) },
    [0.0157, 0.0381, 0.0078, 0.0183, 0.00134, 42],
    [0.0231, 0.049, 0.0091, 0.0198, 0.00132, 42],
  ),
  row(
    'every 12 h',
    { volatility: 'log-har', strategy: every(12) },
    [0.0178, 0.0427, 0.0103, 0.0235, 0.00102, 14],
    [0.0257, 0.0538, 0.0129, 0.0283, 0.001, 14],
  ),
]

/** A strategy on all options of a coin beside its reference figures. */
export type TableRow = TableMeasures & {
  readonly coin: string
  readonly strategy: Strategy['kind']
  readonly setting: string
  readonly volatility: RowVolatility
  /** Steps evaluated, a path. */
  readonly evaluations: number
  /** Mean cost + (a/2) risk around the mark that all rows have in common, the delta at log-HAR; per unit of spot. */
  readonly ce: number
  readonly published: Published | undefined
}

/** Risk aversion of the certainty equivalent, per unit of spot. */
const riskAversion = 30

const volatilityOf = (coin: Coin, name: RowVolatility): Float64Array => {
  if (name === 'oracle') return oracleColumn(coin)
  const column = new Float64Array(coin.strip.paths * coin.strip.steps)
  return name === 'constant' ? column.fill(coin.constantVol) : evaluationColumn(coin.strip, coin.volatility[name])
}

/** Rows of the reference table for a coin, each volatility's together. */
export const tableOf = (coin: Coin): readonly TableRow[] => {
  const mark = markOf(coin.strip, volatilityOf(coin, 'log-har'))
  return (['log-har', 'rv-1d', 'constant', 'oracle'] as const).flatMap((volatility) => {
    const view = viewOf(coin.strip, volatilityOf(coin, volatility), barSeconds)
    return publishedRows
      .filter((row) => row.volatility === volatility)
      .map(({ setting, strategy, published }) => {
        // The published tracking is around the delta that a row hedges at.
        const own = run(view, strategy)
        const marked = volatility === 'log-har' ? own : run({ ...view, mark }, strategy)
        return {
          coin: coin.symbol,
          strategy: strategy.kind,
          setting,
          volatility,
          ...tableMeasuresOf(hedgeOutcome({ strategy: strategy.kind, setting }, own, coin.premium)),
          evaluations: mean(marked.evaluations),
          ce: certaintyEquivalent(marked, riskAversion),
          published: published[coin.symbol],
        }
      })
  })
}

import { qlike } from '../../../src/core/statistics/forecast-losses'
import { mean } from '../../../src/core/statistics/moments'
import { expectedShortfall } from '../../../src/core/statistics/risk-measures'
import { deriveSeed, startRng } from '../../../src/core/rng'
import { variancePremium, type PremiumCall, type PremiumRule } from '../../../src/core/hedging/variance-premium'
import { logHarDesign, logHarVariance } from '../../baselines/log-har'
import { bootstrapIntervals, type Interval } from '../../statistics/bootstrap-ci'
import { leastSquares, linearPrediction } from '../../statistics/least-squares'
import { forwardMean } from '../../statistics/sliding-mean'
import { paidMarkets, type PaidMarket } from './markets'

/** What calls of one kind earned, in vol points a unit of vega: (implied² − realized²) / 2 implied; bought negated. */
export type PremiumRecord = {
  /** Share of all moments with this call. */
  readonly share: number
  /** Mean profit, undefined where never called, and the shortfall of its worst twentieth. */
  readonly profit: number | undefined
  readonly es95: number | undefined
}

/** One market, tenor and forecast, on moments after the first fit whose whole tenor is recorded. */
export type PremiumRow = {
  readonly market: string
  readonly tenorDays: number
  readonly forecast: 'log-HAR' | 'log-HAR with IV'
  readonly moments: number
  /** Tenors that do not overlap. */
  readonly lives: number
  /** Root mean implied and realized variance, annual. */
  readonly implied: number
  readonly realized: number
  /** QLIKE of implied variance and of the forecast. */
  readonly qlike: { readonly implied: number; readonly forecast: number }
  /** Mean probability that a seller is paid, and the share of moments at which he was. */
  readonly paid: { readonly told: number; readonly seen: number }
  readonly always: PremiumRecord
  readonly sell: PremiumRecord
  readonly buy: PremiumRecord
  /** Mean profit of selling when called less that of selling always, per moment called, with its 95 % interval. */
  readonly gain: { readonly value: number; readonly ci: Interval } | undefined
}

/** Half a vol point of spread, daily hedges at five basis points, and more likely than not. */
const studiedRule: PremiumRule = {
  ...{ confidence: 0.5, margin: 0, cost: 5e-4, revisionYears: 1 / 365, volSpread: 0.005 },
}

/** Least rows a coefficient, and bars between fits, as a share of the tenor. */
const leastRows = 30
const refitsATenor = 4

type Moment = {
  readonly told: number
  readonly call: PremiumCall
  readonly profit: number
  readonly isPaid: boolean
} & {
  readonly implied: number
  readonly realized: number
  readonly forecast: number
}

/**
 * The moments of a market in order of time, forecast walking forward: every fit is made of bars whose whole tenor had
 * passed.
 *
 * @internal
 */
export const premiumMoments = (market: PaidMarket, isInformed: boolean, rule: PremiumRule): readonly Moment[] => {
  const { variance, squares, implied, horizon, barsPerYear, lags } = market
  const design = logHarDesign({ variance }, lags)
  const columns = isInformed ? [...design.columns, implied.map((vol) => 2 * Math.log(vol))] : design.columns
  const ahead = forwardMean(squares, horizon)
  const isRow = (t: number): boolean => t >= design.first && (!isInformed || Number.isFinite(implied[t]))
  const moments: Moment[] = []
  let fit: { readonly coefficients: readonly number[]; readonly logVariance: number; readonly at: number } | undefined
  for (let t = design.first; t < variance.length - horizon; t++) {
    if (fit === undefined || t - fit.at >= horizon / refitsATenor) {
      const rows: number[] = []
      for (let s = design.first; s + horizon <= t; s++) if (isRow(s)) rows.push(s)
      if (rows.length >= leastRows * (columns.length + 1)) {
        const pick = (column: Float64Array): Float64Array => Float64Array.from(rows, (row) => column[row])
        const { coefficients, residualVariance } = leastSquares(columns.map(pick), pick(ahead).map(Math.log))
        fit = { coefficients, logVariance: residualVariance, at: t }
      }
    }
    if (fit === undefined || !(implied[t] > 0) || !isRow(t)) continue
    const annual = (perBar: number): number => perBar * barsPerYear
    const expected = annual(logHarVariance(linearPrediction(fit.coefficients, columns, t), fit.logVariance))
    const [paidFor, realized] = [implied[t] ** 2, annual(ahead[t])]
    const view = { implied: implied[t], forecast: Math.sqrt(expected), logError: Math.sqrt(fit.logVariance) }
    const { paid, call } = variancePremium(view, rule)
    moments.push({
      ...{ told: paid, call, isPaid: realized < paidFor, implied: paidFor, realized, forecast: expected },
      profit: (100 * (paidFor - realized)) / (2 * implied[t]),
    })
  }
  return moments
}

const recordOf = (moments: readonly Moment[], of: (moment: Moment) => boolean, sign: 1 | -1): PremiumRecord => {
  const profits = Float64Array.from(moments.filter(of), ({ profit }) => sign * profit)
  const share = moments.length === 0 ? 0 : profits.length / moments.length
  if (profits.length === 0) return { share, profit: undefined, es95: undefined }
  return { share, profit: mean(profits), es95: expectedShortfall(profits, 0.05) }
}

const judge = (market: PaidMarket, isInformed: boolean, seed: number): PremiumRow | undefined => {
  const moments = premiumMoments(market, isInformed, studiedRule)
  if (moments.length < 2 * market.horizon) return undefined
  const { name, tenorDays, horizon } = market
  const average = (of: (moment: Moment) => number): number => mean(Float64Array.from(moments, of))
  const gainOf = (rows: Int32Array): readonly number[] => {
    let [all, called, count] = [0, 0, 0]
    for (const row of rows) {
      const { call, profit } = moments[row]
      all += profit
      if (call === 'sell') {
        called += profit
        count++
      }
    }
    return [count === 0 ? 0 : called / count - all / rows.length]
  }
  const sells = moments.filter(({ call }) => call === 'sell').length
  const rng = startRng(deriveSeed(seed, `premium ${name} ${tenorDays}`))
  const drawn = { blockLength: horizon, replications: 1000, rng }
  return {
    ...{ market: name, tenorDays, forecast: isInformed ? 'log-HAR with IV' : 'log-HAR', moments: moments.length },
    lives: moments.length / horizon,
    implied: Math.sqrt(average(({ implied }) => implied)),
    realized: Math.sqrt(average(({ realized }) => realized)),
    qlike: {
      implied: average(({ realized, implied }) => qlike(realized, implied)),
      forecast: average(({ realized, forecast }) => qlike(realized, forecast)),
    },
    paid: { told: average(({ told }) => told), seen: average(({ isPaid }) => (isPaid ? 1 : 0)) },
    always: recordOf(moments, () => true, 1),
    sell: recordOf(moments, ({ call }) => call === 'sell', 1),
    buy: recordOf(moments, ({ call }) => call === 'buy', -1),
    gain:
      sells === 0
        ? undefined
        : {
            value: gainOf(Int32Array.from(moments.keys()))[0],
            ci: bootstrapIntervals(moments.length, gainOf, drawn)[0],
          },
  }
}

/** The record of variance sold and bought by its forecast, beside selling always. Faults as `paidMarkets`. */
export const reproduceVariancePremium = async (
  dataFolder: string,
  seed: number,
): Promise<{ readonly rule: PremiumRule; readonly rows: readonly PremiumRow[] }> => {
  const markets = await paidMarkets(dataFolder)
  const rows = markets.flatMap((market) => [false, true].flatMap((isInformed) => judge(market, isInformed, seed) ?? []))
  return { rule: studiedRule, rows }
}

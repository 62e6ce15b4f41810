import { fixedFamilies } from '../../tune/fixed-candidates'
import { evaluationColumn } from '../../tune/view/strip'
import { hedgeOutcome, run, viewOf, type Outcome } from '../../tune/view/view'
import { optionBars, pathsByPart, type Coin, type CoinForecast } from './coin'
import { barSeconds } from './grid'
import { hedgeShaped, type EdgeShape } from './shape/edge-shape'
import { fitShape } from './shape/fit-shape'
import { leanColumn, shapePathsOf, thinStrip } from './shape/shape-paths'
import type { OutcomeFamily } from './targets'

/** Volatilities that every fixed strategy may choose from. */
export const fixedVolatilities = ['log-har', 'rv-1d', 'log-har × rv-1d'] as const satisfies readonly CoinForecast[]

/** A fixed family along its parameter, at one volatility, on all options of a coin. */
export type FixedFamily = OutcomeFamily<CoinForecast>

const gridRiskAversion = 30
/** Rules of venues, whose bands read no volatility: run at log-HAR alone. */
const venueRules = ['delta-threshold', 'range-and-move', 'drift-or-timer']
/** Families of which only every other setting of the grid is run. */
const thinned = ['zakamouline', 'leland', ...venueRules]

/** Every fixed family at every volatility that it may choose; `done` is called as each of its runs ends. */
export const fixedOutcomes = (coin: Coin, done: () => void): readonly FixedFamily[] =>
  fixedVolatilities.flatMap((volatility) => {
    const view = viewOf(coin.strip, evaluationColumn(coin.strip, coin.volatility[volatility]), barSeconds)
    return fixedFamilies(gridRiskAversion, barSeconds, optionBars)
      .filter(({ candidates }) => candidates.length > 1)
      .filter(({ strategy: family }) => volatility === 'log-har' || !venueRules.includes(family))
      .map(({ strategy: family, candidates }) => ({
        strategy: family,
        volatility,
        outcomes: candidates
          .filter((_, i) => !thinned.includes(family) || i % 2 === 0)
          .map(({ setting, strategy }) => {
            const outcome = hedgeOutcome({ strategy: family, setting }, run(view, strategy), coin.premium)
            done()
            return outcome
          }),
      }))
  })

const riskAversion = 30
/** Windows of the trends: 5 and 15 minutes, 1 and 6 hours, 1 and 7 days. */
const trendSeconds = [300, 900, 3600, 21_600, 86_400, 604_800]
const objective = { costWeight: 0.02 }
/** The fit uses every other option: neighbours start six hours apart and overlap for almost seven days. */
const every = 2

/** Factors of the whole band along which the shaped family's frontier is drawn. */
export const factors = [0.35, 0.5, 0.6, 0.7, 0.85, 1, 1.2, 1.4, 1.7, 2, 2.8]

/** A fitted shape by name. */
export type NamedShape = { readonly name: string; readonly shape: EdgeShape }

/**
 * Fits a shape with trends and one without to the options of all coins that expired before the fit part's end, at the
 * volatility of log-HAR.
 */
export const fitCoins = (coins: readonly Coin[], progress: (share: number) => void): readonly NamedShape[] =>
  [
    { name: 'shaped', windows: [] },
    { name: 'shaped with trends', windows: trendSeconds },
  ].map(({ name, windows }, i) => {
    const data = coins.map((coin) => {
      const strip = thinStrip(coin.strip, 0, pathsByPart(coin).fit.length, every)
      const prices = { price: coin.grid.price, barSeconds }
      return shapePathsOf(strip, evaluationColumn(strip, coin.volatility['log-har']), prices, {
        riskAversion,
        trendSeconds: windows,
      })
    })
    const { shape } = fitShape(data, windows, objective, (share) => progress((i + share) / 2))
    return { name, shape }
  })

/** The shaped band at one volatility on all options of a coin, by factor. */
export const shapedOutcomes = (
  coin: Coin,
  volatility: CoinForecast,
  { name, shape }: NamedShape,
  wanted: readonly number[] = factors,
): readonly Outcome[] => {
  const view = viewOf(coin.strip, evaluationColumn(coin.strip, coin.volatility[volatility]), barSeconds)
  const lean = leanColumn(coin.strip, view.vol, { price: coin.grid.price, barSeconds }, shape.trends)
  return wanted.map((multiplier) => {
    const hedged = hedgeShaped(view, { shape, riskAversion, multiplier, lean })
    return hedgeOutcome({ strategy: name, setting: `× ${multiplier}` }, hedged, coin.premium)
  })
}

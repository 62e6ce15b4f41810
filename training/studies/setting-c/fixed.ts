import { outcomeOf, type Outcome } from '../../tune/view/outcome'
import { spread } from '../../tune/view/strip'
import { run, viewOf } from '../../tune/view/view'
import { fixedFamilies } from '../../tune/fixed-candidates'
import { optionBars, type Coin, type Forecast } from './coin'
import { barSeconds } from './grid'

/** Volatilities that every fixed strategy may choose from. */
export const fixedVolatilities = ['log-har', 'rv-1d', 'log-har × rv-1d'] as const satisfies readonly Forecast[]

/** A fixed family along its parameter, at one volatility, on all options of a coin. */
export type FixedFamily = {
  readonly strategy: string
  readonly volatility: Forecast
  readonly outcomes: readonly Outcome[]
}

const tried = 30
/** Families whose line every other setting of the grid shows. */
const thinned = ['zakamouline', 'leland']

/** Every fixed family at every volatility; `done` is called as each of its runs ends. */
export const fixedOutcomes = (coin: Coin, done: () => void): readonly FixedFamily[] =>
  fixedVolatilities.flatMap((volatility) => {
    const view = viewOf(coin.strip, spread(coin.strip, coin.volatility[volatility]), barSeconds)
    return fixedFamilies(tried, barSeconds, optionBars)
      .filter(({ candidates }) => candidates.length > 1)
      .map(({ strategy: family, candidates }) => ({
        strategy: family,
        volatility,
        outcomes: candidates
          .filter((_, i) => !thinned.includes(family) || i % 2 === 0)
          .map(({ setting, strategy }) => {
            const outcome = outcomeOf(family, setting, run(view, strategy), view.frictionless, coin.premium)
            done()
            return outcome
          }),
      }))
  })

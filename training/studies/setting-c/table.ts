import type { Strategy } from '../../../src/core/hedging/strategy'
import { outcomeOf } from '../../tune/view/outcome'
import { spread } from '../../tune/view/strip'
import { run, viewOf } from '../../tune/view/view'
import { oracleColumn, type Coin } from './coin'
import { barSeconds } from './grid'
import { measuresOf, type Measures } from './measures'
import { publishedRows, type Published, type RowVolatility } from './published'

/** A strategy on all options of a coin beside its reference figures. */
export type TableRow = Measures & {
  readonly coin: string
  readonly strategy: Strategy['kind']
  readonly setting: string
  readonly volatility: RowVolatility
  readonly published: Published | undefined
}

const volatilityOf = (coin: Coin, name: RowVolatility): Float64Array => {
  if (name === 'oracle') return oracleColumn(coin)
  const column = new Float64Array(coin.strip.paths * coin.strip.steps)
  return name === 'constant' ? column.fill(coin.constantVol) : spread(coin.strip, coin.volatility[name])
}

/** Rows of the reference table for a coin, each volatility's together. */
export const tableOf = (coin: Coin): readonly TableRow[] =>
  (['log-har', 'rv-1d', 'constant', 'oracle'] as const).flatMap((volatility) => {
    const view = viewOf(coin.strip, volatilityOf(coin, volatility), barSeconds)
    return publishedRows
      .filter((row) => row.volatility === volatility)
      .map(({ setting, strategy, published }) => ({
        coin: coin.symbol,
        strategy: strategy.kind,
        setting,
        volatility,
        ...measuresOf(outcomeOf(strategy.kind, setting, run(view, strategy), view.frictionless, coin.premium)),
        published: published[coin.symbol],
      }))
  })

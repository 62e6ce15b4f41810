import { deriveSeed, startRng } from '../../src/core/rng'
import { readCoin, type Coin, type Forecast } from './setting-c/coin'
import { fixedOutcomes } from './setting-c/fixed'
import { frontierOf, type FrontierPoint } from './setting-c/frontier'
import { tableOf, type TableRow } from './setting-c/table'

/** A family along its parameter. */
export type Frontier = {
  readonly coin: string
  readonly strategy: string
  readonly volatility: Forecast
  /** Options sold. */
  readonly paths: number
  readonly points: readonly FrontierPoint[]
}

/** Setting C recomputed. P&L, cost and risk per unit of spot at the sale. */
export type SettingC = {
  readonly rows: readonly TableRow[]
  readonly frontiers: readonly Frontier[]
}

/** Lives to a block of the bootstrap. */
const blockLives = 2
const replications = 200

const frontiersOf = (coin: Coin, seed: number): readonly Frontier[] => {
  const paths = Int32Array.from({ length: coin.strip.paths }, (_, p) => p)
  const families = fixedOutcomes(coin, () => undefined)
  const points = frontierOf(
    families.flatMap(({ outcomes }) => outcomes),
    paths,
    blockLives * coin.strip.overlap,
    replications,
    startRng(deriveSeed(seed, coin.symbol)),
  )
  let from = 0
  return families.map(({ strategy, volatility, outcomes }) => {
    const own = points.slice(from, (from += outcomes.length))
    return { coin: coin.symbol, strategy, volatility, paths: paths.length, points: own }
  })
}

/**
 * Recomputes setting C on BTC and ETH minutes of 2017-01 to 2019-06 from the data folder: the table beside its reference figures, and cost against risk along each
 * family's parameter. Faults 'missing-data' where a file is absent. `progress` is called with the share done.
 */
export const reproduceSettingC = (
  dataFolder: string,
  seed: number,
  progress: (share: number) => void = () => undefined,
): SettingC => {
  const symbols = ['btcusd', 'ethusd']
  const rows: TableRow[] = []
  const frontiers: Frontier[] = []
  symbols.forEach((symbol, i) => {
    const coin = readCoin(dataFolder, symbol)
    rows.push(...tableOf(coin))
    progress((i + 0.2) / symbols.length)
    frontiers.push(...frontiersOf(coin, seed))
    progress((i + 1) / symbols.length)
  })
  return { rows, frontiers }
}

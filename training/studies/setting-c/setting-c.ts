import { deriveSeed, startRng } from '../../../src/core/rng'
import type { CostSaved } from '../../../src/report/policy-scores'
import type { Outcome } from '../../tune/view/view'
import { pathsByPart, readCoin, type Coin, type CoinForecast, type CoinPart } from './coin'
import { judgeEquities, type EquityJudged } from './equities'
import {
  fitCoins,
  fixedOutcomes,
  fixedVolatilities,
  shapedOutcomes,
  type FixedFamily,
  type NamedShape,
} from './families'
import { frontierOf, type FrontierPoint } from './frontier'
import { demeanedEs95 } from './measures'
import { tableOf, type TableRow } from './table'
import {
  costTarget,
  leastRisk,
  trackingSavings,
  trackingTargets,
  type CostTarget,
  type OutcomeFamily,
  type TrackingTarget,
} from './targets'

/** A family along its parameter. */
export type Frontier = {
  readonly coin: string
  readonly part: CoinPart | 'all'
  readonly strategy: string
  readonly volatility: CoinForecast
  /** Options sold. */
  readonly paths: number
  readonly points: readonly FrontierPoint[]
}

/** The shaped band of a coin on options that it was not fitted on. */
export type Judged = {
  readonly coin: string
  readonly shape: string
  readonly part: Exclude<CoinPart, 'fit'>
  readonly paths: number
  readonly tracking: readonly TrackingTarget[]
  readonly cost: CostTarget
}

/**
 * A band at log-HAR, × 1, against every fixed family at log-HAR at equal tracking of its delta, on options that the
 * shaped band was not fitted on.
 */
export type Savings = {
  readonly coin: string
  readonly strategy: string
  readonly part: Exclude<CoinPart, 'fit'>
  readonly paths: number
  readonly costSaved: readonly CostSaved[]
}

/** Setting C recomputed. P&L, cost and risk per unit of spot at the sale. */
export type SettingC = {
  readonly rows: readonly TableRow[]
  /** Fitted on both coins' first part. */
  readonly shapes: readonly NamedShape[]
  readonly targets: readonly Judged[]
  readonly savings: readonly Savings[]
  readonly frontiers: readonly Frontier[]
  readonly equities: readonly EquityJudged[]
}

/** Lives to a block of the bootstrap. */
const blockLives = 2
const replications = 200
/** Whalley-Wilmott's settings that tracking is compared at. */
const compared = ['× 0.7', '× 1', '× 1.4', '× 2']

/** The volatility at which the shaped band has the least total ES95 on the fit part. */
const volatilityOf = (coin: Coin, shape: NamedShape, fit: Int32Array): CoinForecast => {
  const risks = fixedVolatilities.map((volatility) => {
    const [{ pnl }] = shapedOutcomes(coin, volatility, shape, [1])
    return demeanedEs95(Float64Array.from(fit, (p) => pnl[p]))
  })
  return fixedVolatilities[risks.indexOf(Math.min(...risks))]
}

const shapedFamily = (coin: Coin, shape: NamedShape, volatility: CoinForecast): FixedFamily => ({
  strategy: shape.name,
  volatility,
  outcomes: shapedOutcomes(coin, volatility, shape),
})

const judge = (
  coin: Coin,
  shapes: readonly NamedShape[],
  seed: number,
): Pick<SettingC, 'targets' | 'savings' | 'frontiers'> => {
  const parts = pathsByPart(coin)
  const fixed = fixedOutcomes(coin, () => undefined)
  const tuned = leastRisk(fixed, parts.fit)
  const whalleyWilmott = fixed
    .filter(({ strategy, volatility }) => strategy === 'whalley-wilmott' && volatility === 'log-har')
    .flatMap(({ outcomes }) => outcomes.filter(({ setting }) => compared.includes(setting)))
  const block = blockLives * coin.strip.overlap
  // Common draws: every shape of a part is measured on the same resampled options.
  const bootstrap = (name: string) => ({
    block,
    replications,
    rng: startRng(deriveSeed(seed, `${coin.symbol} ${name}`)),
  })

  const judged = shapes.map((shape) => {
    const plain = shapedFamily(coin, shape, 'log-har')
    const chosen = volatilityOf(coin, shape, parts.fit)
    const line = chosen === 'log-har' ? plain : shapedFamily(coin, shape, chosen)
    const targets = (['validation', 'test'] as const).map((part): Judged => ({
      coin: coin.symbol,
      shape: shape.name,
      part,
      paths: parts[part].length,
      tracking: trackingTargets(plain.outcomes, whalleyWilmott, parts[part], bootstrap(`tracking ${part}`)),
      cost: costTarget(line, { tuned, families: fixed }, parts[part], bootstrap(`cost ${part}`)),
    }))
    return { targets, plain, families: line === plain ? [plain] : [plain, line] }
  })

  const atLogHar = fixed.filter((family): family is OutcomeFamily<'log-har'> => family.volatility === 'log-har')
  const bands = [
    ...judged.map(({ plain }) => plain),
    ...atLogHar.filter(({ strategy }) => strategy === 'whalley-wilmott'),
  ]
  const savings = bands.flatMap(({ strategy, outcomes }) =>
    (['validation', 'test'] as const).map((part): Savings => ({
      coin: coin.symbol,
      strategy,
      part,
      paths: parts[part].length,
      costSaved: trackingSavings(
        { series: coin.symbol, deployed: '× 1', outcomes },
        atLogHar.filter((family) => family.strategy !== strategy),
        parts[part],
        bootstrap(`savings ${part}`),
      ),
    })),
  )

  const frontiers = (part: CoinPart | 'all', families: readonly FixedFamily[]): readonly Frontier[] => {
    const paths = part === 'all' ? Int32Array.from(coin.premium.keys()) : parts[part]
    const all = families.flatMap(({ outcomes }): readonly Outcome[] => outcomes)
    const points = frontierOf(all, paths, bootstrap(part))
    let from = 0
    return families.map(({ strategy, volatility, outcomes }) => {
      const own = points.slice(from, (from += outcomes.length))
      return { coin: coin.symbol, part, strategy, volatility, paths: paths.length, points: own }
    })
  }
  return {
    targets: judged.flatMap(({ targets }) => targets),
    savings,
    frontiers: [
      ...frontiers('all', fixed),
      ...frontiers('test', [...fixed, ...judged.flatMap(({ families }) => families)]),
    ],
  }
}

/**
 * Recomputes setting C on BTC and ETH minutes of 2017-01 to 2019-06 from the data folder: the table beside its
 * reference figures, a shaped band fitted to both coins' options up to 2018-02 and judged on those after, and cost
 * against risk along every family's parameter. Faults 'missing-data' where a file is absent. `progress` is called with
 * the share done.
 */
export const reproduceSettingC = (
  dataFolder: string,
  seed: number,
  progress: (share: number) => void = () => undefined,
): SettingC => {
  const coins = ['btcusd', 'ethusd'].map((symbol) => readCoin(dataFolder, symbol))
  const rows = coins.flatMap(tableOf)
  progress(0.1)
  const shapes = fitCoins(coins, (share) => progress(0.1 + 0.3 * share))
  const judged = coins.map((coin, i) => {
    const one = judge(coin, shapes, seed)
    progress(0.4 + (0.5 * (i + 1)) / coins.length)
    return one
  })
  return {
    rows,
    shapes,
    targets: judged.flatMap(({ targets }) => targets),
    savings: judged.flatMap(({ savings }) => savings),
    frontiers: judged.flatMap(({ frontiers }) => frontiers),
    equities: judgeEquities(dataFolder, shapes, seed),
  }
}

import { mean, standardDeviation } from '../../../src/core/statistics/risk/moments'
import { deriveSeed, startRng } from '../../../src/core/rng'
import { excessShortfallFigure, priceFigure, pairedZs, type Figure } from './figures'
import type { Outcomes } from './outcomes'
import { published, type PublishedRow } from './published'
import { settingB } from './setting'
import { gapShares, type Share } from './share'

/** One strategy on all the paths it was run on. */
export type SettingBRow = {
  readonly strategy: string
  readonly paths: number
  readonly price: Figure
  readonly sd: number
  /** Expected shortfall of demeaned P&L, worst 5 %. */
  readonly excessEs: Figure
  readonly cost: number
  readonly trades: number
  readonly published: PublishedRow | undefined
  /**
   * Price and shortfall of the constant less its own on the same paths, in standard errors of the difference; positive
   * where it is better.
   */
  readonly zOverConstant: { readonly price: number; readonly es95: number }
  /** Share of the way from constant to truth, on the same paths. */
  readonly share: Share
}

/**
 * What the headline lacks to 1, on its own paths: what not even Bayes' rule sees in the prices, and what the models
 * lack to Bayes' rule. Negative where it is a gain.
 */
export type Shortfall = {
  readonly detection: { readonly price: number; readonly es95: number }
  readonly estimation: { readonly price: number; readonly es95: number }
}

export type ScoredRows = {
  readonly rows: readonly SettingBRow[]
  readonly share: Share
  readonly gap: Share
  readonly shortfall: Shortfall
}

/** Scores every strategy; those of the models, the gap and the shortfall on the paths that the models hedged. */
export const scoreRows = (outcomes: Outcomes, seed: number, replications: number): ScoredRows => {
  const sharesOn = (chunks: readonly number[], strategies: readonly string[]) =>
    gapShares(
      outcomes.columns('constant', chunks).pnl,
      outcomes.columns('truth', chunks).pnl,
      strategies.map((strategy) => outcomes.columns(strategy, chunks).pnl),
      settingB.riskAversion,
      replications,
      startRng(deriveSeed(seed, 'bootstrap')),
    )
  const everywhere = outcomes.chunksOf('constant')
  const names = outcomes.strategies()
  const [general, modelled] = [true, false].map((all) =>
    names.filter((name) => (outcomes.chunksOf(name).length === everywhere.length) === all),
  )
  const headline = sharesOn(outcomes.chunksOf('trained'), ['trained', 'bayes-filter', ...modelled])
  const [share, bayes] = headline.shares
  const shares = new Map([
    ...sharesOn(everywhere, general).shares.map((each, i) => [general[i], each] as const),
    ...headline.shares.slice(2).map((each, i) => [modelled[i], each] as const),
  ])
  const rows = names.map((strategy): SettingBRow => {
    const { pnl, cost, trades } = outcomes.columns(strategy)
    return {
      strategy,
      paths: pnl.length,
      price: priceFigure(pnl),
      sd: standardDeviation(pnl),
      excessEs: excessShortfallFigure(pnl),
      cost: mean(cost),
      trades: mean(trades),
      published: published[strategy],
      zOverConstant: pairedZs(outcomes.columns('constant', outcomes.chunksOf(strategy)).pnl, pnl),
      share: shares.get(strategy) ?? share,
    }
  })
  return {
    rows,
    share,
    gap: headline.gap,
    shortfall: {
      detection: { price: 1 - bayes.price, es95: 1 - bayes.es95 },
      estimation: { price: bayes.price - share.price, es95: bayes.es95 - share.es95 },
    },
  }
}

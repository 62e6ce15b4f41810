import type { HedgeRun } from '../../../src/core/hedging/paths'
import { deriveSeed, startRng } from '../../../src/core/rng'
import { mean, standardDeviation } from '../../../src/core/statistics/moments'
import { certaintyEquivalent } from '../../tune/view/view'
import { excessShortfallFigure, gapShares, pairedZs, priceFigure, type Figure, type Share } from './figures'
import { settingB } from './setting'

type Part = Pick<HedgeRun, 'pnl' | 'cost' | 'trades' | 'evaluations' | 'tracking' | 'risk'>

/** The columns that are kept, each by its name. */
const partOf = (column: (name: keyof Part) => Float64Array): Part => ({
  pnl: column('pnl'),
  cost: column('cost'),
  trades: column('trades'),
  evaluations: column('evaluations'),
  tracking: column('tracking'),
  risk: column('risk'),
})

const joined = (parts: readonly Float64Array[]): Float64Array => {
  const out = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

/** Runs of strategies by chunk of paths, so that any two are compared on the chunks they share. */
export const startOutcomes = () => {
  const kept = new Map<string, Map<number, Part>>()
  const chunksOf = (strategy: string): readonly number[] => [...(kept.get(strategy)?.keys() ?? [])]
  return {
    strategies: (): readonly string[] => [...kept.keys()],
    chunksOf,
    add(strategy: string, chunk: number, run: HedgeRun): void {
      const parts = kept.get(strategy) ?? new Map<number, Part>()
      parts.set(
        chunk,
        partOf((name) => run[name]),
      )
      kept.set(strategy, parts)
    },
    /** The columns of a strategy over some chunks, all of its own unless given. */
    columns(strategy: string, chunks: readonly number[] = chunksOf(strategy)): Part {
      const parts = chunks.flatMap((chunk) => kept.get(strategy)?.get(chunk) ?? [])
      return partOf((name) => joined(parts.map((part) => part[name])))
    },
  }
}

export type Outcomes = ReturnType<typeof startOutcomes>

/** Reference figures of setting B, 5 batches of 20,000 paths. */
type PublishedRow = {
  readonly price: number
  readonly sd: number
  readonly excessEs: number
  readonly cost: number
  readonly trades: number
}

const published: Readonly<Record<string, PublishedRow>> = {
  'constant-daily': { price: 0.06822, sd: 0.021, excessEs: 0.0561, cost: 0.00104, trades: 30 },
  constant: { price: 0.06523, sd: 0.0186, excessEs: 0.0463, cost: 0.00092, trades: 136 },
  'ewma-72h': { price: 0.06515, sd: 0.0189, excessEs: 0.044, cost: 0.00093, trades: 151 },
  'true-spot': { price: 0.06553, sd: 0.0194, excessEs: 0.0449, cost: 0.00098, trades: 140 },
  truth: { price: 0.06441, sd: 0.018, excessEs: 0.0412, cost: 0.00091, trades: 141 },
}

/** One strategy on all its paths. */
export type SettingBRow = {
  readonly strategy: string
  readonly paths: number
  readonly price: Figure
  readonly sd: number
  /** Expected shortfall of demeaned P&L, worst 5 %. */
  readonly excessEs: Figure
  readonly cost: number
  readonly trades: number
  /** Steps evaluated. */
  readonly evaluations: number
  /**
   * Around the mark that all have in common, the delta at the true regime's average variance: deviation of the tracking
   * before cost, and mean cost + (a/2) risk; per unit of spot.
   */
  readonly trackingSd: number
  readonly ce: number
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
 * The headline share short of 1, on its own paths, in two parts: that of Bayes' rule short of 1, and that of the models
 * short of Bayes' rule. Negative where it is a gain.
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
      {
        from: outcomes.columns('constant', chunks).pnl,
        to: outcomes.columns('truth', chunks).pnl,
        between: strategies.map((strategy) => outcomes.columns(strategy, chunks).pnl),
      },
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
    const columns = outcomes.columns(strategy)
    const { pnl, cost, trades, evaluations, tracking } = columns
    return {
      strategy,
      paths: pnl.length,
      price: priceFigure(pnl),
      sd: standardDeviation(pnl),
      excessEs: excessShortfallFigure(pnl),
      cost: mean(cost),
      trades: mean(trades),
      evaluations: mean(evaluations),
      trackingSd: standardDeviation(tracking),
      ce: certaintyEquivalent(columns, settingB.riskAversion),
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

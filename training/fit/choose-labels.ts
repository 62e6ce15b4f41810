import { posteriorBars, type LabelKind } from '../../models/classifier/classifier'
import { deriveSeed } from '../../src/core/rng'
import type { ProfiledDataset } from '../data/prepare'
import type { Profile } from '../data/profile'
import { rowsToFit } from '../data/sample'
import type { Range } from '../data/split'
import { hiddenRegimes, regimeLabels, smootherReach } from '../labels/labels'
import { nextClasses, nextLosses, readNext } from '../labels/next-class'
import { fitRegimes } from './fit-models'
import { defaultFitOptions } from './fit-network'

/**
 * Hidden regimes first, which are kept unless others are significantly better; then those of a jump model and classes
 * of forward variance over a quarter of a day and a day, or a week and a month of daily bars. Shorter horizons are left
 * out: a class that changes from hour to hour is not a regime.
 */
const kindsOf = ({ barsPerDay, lags }: Profile): LabelKind[] => {
  const forward = barsPerDay >= 4 ? [Math.round(barsPerDay / 4), barsPerDay] : lags.slice(1)
  return ['regimes', 'jump', ...forward]
}

export type LabelTrial = {
  readonly kind: LabelKind
  /** Log loss of the class of the next hour's variance on bars that nothing was fitted on, nats. */
  readonly loss: number
  /** Gain over hidden regimes, and its standard error. */
  readonly gain: number
  readonly standardError: number
}

export type LabelChoice = { readonly kind: LabelKind; readonly trials: readonly LabelTrial[] }

/** Walk-forward folds: the training bars end at the first share of the bars, the judged bars at the second. */
const folds = [
  [0.5, 0.75],
  [0.75, 1],
] as const
const blocks = 20
/**
 * Standard errors by which other labels must be better than those of hidden regimes. Several kinds are tried on two
 * stretches of one history: labels better by three standard errors on a training part were worse on the bars that
 * followed, and on processes with known states a bound of two selected labels by chance.
 */
const LEAST_ERRORS = 4
/** With fewer rows no other labels are tried. */
const leastRows = 200
const trialOptions = { ...defaultFitOptions, hidden: [16, 8] as const, epochs: 8, patience: 2, mostRows: 8000 }

const blockError = (gains: Float64Array): number => {
  const means = Array.from({ length: blocks }, (_, block) => {
    const part = gains.subarray(
      Math.floor((block * gains.length) / blocks),
      Math.floor(((block + 1) * gains.length) / blocks),
    )
    return part.reduce((a, b) => a + b, 0) / Math.max(1, part.length)
  })
  const mean = means.reduce((a, b) => a + b, 0) / blocks
  return Math.sqrt(means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (blocks - 1) / blocks)
}

/** Log losses of the next hour's class on the bars of a fold that are judged, by kind. */
const judged = async (
  prepared: ProfiledDataset,
  kinds: readonly LabelKind[],
  { states, seed }: { readonly states: number; readonly seed: number },
  { from, to }: Range,
): Promise<Float64Array[]> => {
  const { dataset } = prepared
  const { first, series, columns } = dataset
  const variance = series.variance.subarray(0, to)
  const x = dataset.x.subarray(0, (to - first) * columns.length)
  const classes = nextClasses(variance, prepared.market.profile.barSeconds, states, from)
  const filter = hiddenRegimes(prepared, states, from)
  const losses: Float64Array[] = []
  for (const kind of kinds) {
    const labels = regimeLabels(prepared, { kind, states, seed, filter }, from)
    const options = { ...trialOptions, seed: deriveSeed(seed, `labels ${kind}`) }
    const { model } = await fitRegimes(dataset, labels, from, options)
    const posterior = posteriorBars(model, { x, rows: to - first, variance })
    model.network.dispose()
    const rows = (a: number, b: number): [Float64Array, Uint8Array] => [
      posterior.slice((a - first) * states, (b - first) * states),
      classes.next.slice(a, b),
    ]
    const reading = readNext(...rows(first, from - classes.bars), states)
    losses.push(nextLosses(reading, ...rows(from, to - classes.bars)))
  }
  return losses
}

const mean = (values: Float64Array): number => values.reduce((a, b) => a + b, 0) / values.length

/**
 * The labels for the classifier: those from which a small network forecasts the class of the next hour's variance best,
 * on two stretches of the bars before `to` that follow its training bars; hidden regimes unless others are better by
 * four standard errors on both together and worse on neither. Hidden regimes on recordings too short to try any.
 */
export const chooseLabels = async (
  prepared: ProfiledDataset,
  states: number,
  to: number,
  seed: number,
): Promise<LabelChoice> => {
  const {
    dataset: { first },
    market: { profile },
  } = prepared
  const at = (share: number): number => first + Math.floor(share * (to - first))
  const reachOf = (kind: LabelKind): number => (typeof kind === 'number' ? kind : smootherReach(profile))
  const kinds = kindsOf(profile).filter((kind) => rowsToFit(first, at(folds[0][0]), reachOf(kind)) >= leastRows)
  if (kinds[0] !== 'regimes' || kinds.length < 2) return { kind: 'regimes', trials: [] }
  const losses: Float64Array[][] = []
  for (const [from, until] of folds)
    losses.push(await judged(prepared, kinds, { states, seed }, { from: at(from), to: at(until) }))
  const gainsOf = (fold: readonly Float64Array[], i: number): Float64Array =>
    fold[0].map((loss, row) => loss - fold[i][row])
  const joined = (parts: readonly Float64Array[]): Float64Array => Float64Array.from(parts.flatMap((part) => [...part]))
  const trials = kinds.map((kind, i): LabelTrial => {
    const gains = joined(losses.map((fold) => gainsOf(fold, i)))
    const loss = mean(joined(losses.map((fold) => fold[i])))
    return { kind, loss, gain: mean(gains), standardError: i === 0 ? 0 : blockError(gains) }
  })
  const wins = (i: number): boolean =>
    trials[i].gain > LEAST_ERRORS * trials[i].standardError && losses.every((fold) => mean(gainsOf(fold, i)) > 0)
  const best = trials.filter((_, i) => i === 0 || wins(i)).reduce((a, b) => (b.loss < a.loss ? b : a))
  return { kind: best.kind, trials }
}

import { DAY, type Timestamp } from '../../market/event'
import { solveSymmetric } from '../../statistics/least-squares'

/** Slope of a smile by log-strike, dσ/dk: annual volatility per 1.0 of ln(strike / forward). */
export type SmileSlope = {
  /** At the money of the option's expiry: its skew. */
  readonly atMoney: number
  /** At the option's own strike. */
  readonly own: number
}

/**
 * How an option's implied volatility follows the spot: dσ/d ln S = (calm + falling × p) × skew − curvature × (own slope
 * − skew), with p the probability that the market falls. All 0 is sticky strike; calm −1 and curvature 1 sticky
 * moneyness. One plus (calm + falling × p) is the skew-stickiness ratio. Bergomi, Risk (December 2009) 94–100.
 */
export type SlopeCoefficients = readonly [calm: number, falling: number, curvature: number]

/** How the coefficients are learned. */
export type SlopeModel = {
  /** What learning begins from and is shrunk to. */
  readonly coefficients: SlopeCoefficients
  /** How many intervals of average information that counts for, > 0. */
  readonly weight: number
  /** Days after which an interval counts for half, > 0. */
  readonly halfLifeDays: number
}

/** A model that knows nothing: it begins at sticky strike and learns from the market alone. */
export const unlearnedSlope: SlopeModel = { coefficients: [0, 0, 0], weight: 5, halfLifeDays: 40 }

/** What an option did over the interval since the last step. */
export type SlopeObservation = {
  /** Gain less delta × what a unit of the hedge gained, in any unit of account. */
  readonly residual: number
  /** Log return of the spot between the option's two quotations. */
  readonly move: number
  /** At the start of the interval, in that unit per 1.0 of volatility. */
  readonly vega: number
  /** At the start of the interval. */
  readonly smile: SmileSlope
}

/** The market at a time, and its options since the time before. */
export type SlopeStep = {
  readonly time: Timestamp
  readonly spot: number
  /** Annual implied volatility at the money, about a month ahead. */
  readonly vol: number
  /** Empty where the interval is too long, or prices before and after do not compare. */
  readonly observations: readonly SlopeObservation[]
}

/** What was learned so far. Plain data: a restarted process goes on from it. */
export type SlopeState = {
  /** Of the last step; absent before the first. */
  readonly last: { readonly time: Timestamp; readonly spot: number } | undefined
  /** Exponentially weighted sum of log returns. */
  readonly displacement: number
  /** P(the market falls). */
  readonly falling: number
  /** Weighted sums of products of the regressors, row-major, and of theirs with the residual. */
  readonly products: readonly number[]
  readonly answers: readonly number[]
  /** Weighted number of intervals. */
  readonly intervals: number
  /** Mean square residual of an option over an interval, exponentially weighted, and the sum of its weights. */
  readonly scale: number
  readonly scaleWeight: number
}

const size = 3
/** Of the displacement that says whether the market falls. */
const trendDays = 0.35
/** Displacement, in its standard deviations under the implied volatility, at which it falls as likely as not. */
const evenAt = -0.5
const steepness = 0.25
const scaleDays = 5
/** An interval of more than so many times the usual mean square counts for as much as one of so many times. */
const mostTimes = 3

/** Nothing learned yet. */
export const startSlope: SlopeState = {
  ...{ last: undefined, displacement: 0, falling: 1 / (1 + Math.exp(-evenAt / -steepness)) },
  ...{ products: new Array<number>(size * size).fill(0), answers: new Array<number>(size).fill(0) },
  ...{ intervals: 0, scale: 0, scaleWeight: 0 },
}

/** The coefficients after what was seen: least squares shrunk to the model's in proportion to its weight. */
export const slopeCoefficients = (
  model: SlopeModel,
  { products, answers, intervals }: SlopeState,
): SlopeCoefficients => {
  if (intervals === 0) return model.coefficients
  const matrix = Float64Array.from(products)
  const right = Float64Array.from(answers)
  for (let i = 0; i < size; i++) {
    const pull = (model.weight * products[i * size + i]) / intervals
    matrix[i * size + i] += pull
    right[i] += pull * model.coefficients[i]
  }
  if (!solveSymmetric(matrix, right, size)) return model.coefficients
  return [right[0], right[1], right[2]]
}

/** dσ/d ln S of an option at fixed strike: annual volatility per 1.0 of log spot. */
export const spotVolSlope = (
  [calm, falling, curvature]: SlopeCoefficients,
  probability: number,
  { atMoney, own }: SmileSlope,
): number => (calm + falling * probability) * atMoney - curvature * (own - atMoney)

/** P(the market falls) by the logistic of the displacement, in standard deviations under the implied volatility. */
const fallingAt = (displacement: number, vol: number): number => {
  const deviation = vol * Math.sqrt(trendDays / 365 / (2 * Math.LN2))
  return 1 / (1 + Math.exp((displacement / deviation - evenAt) / steepness))
}

type Sums = Pick<SlopeState, 'products' | 'answers' | 'intervals' | 'scale' | 'scaleWeight'>

/** Adds an interval, weighted by the inverse of the usual mean square residual, so that a crash does not rule. */
const learn = (state: SlopeState, observations: SlopeStep['observations'], days: number): Sums => {
  const products = new Array<number>(size * size).fill(0)
  const answers = new Array<number>(size).fill(0)
  let squares = 0
  for (const { residual, vega, move, smile } of observations) {
    const reach = vega * move
    const regressors = [
      reach * smile.atMoney,
      reach * smile.atMoney * state.falling,
      reach * (smile.atMoney - smile.own),
    ]
    squares += residual * residual
    for (let i = 0; i < size; i++) {
      answers[i] += regressors[i] * residual
      for (let j = 0; j < size; j++) products[i * size + j] += regressors[i] * regressors[j]
    }
  }
  const mean = squares / observations.length
  const usual = state.scaleWeight > 0 ? state.scale / state.scaleWeight : mean
  const weight = mean > 0 ? Math.min(1, (mostTimes * usual) / mean) / usual : 0
  const kept = 0.5 ** (days / scaleDays)
  return {
    products: products.map((own, i) => state.products[i] + weight * own),
    answers: answers.map((own, i) => state.answers[i] + weight * own),
    intervals: state.intervals + 1,
    scale: kept * state.scale + (1 - kept) * Math.min(mean, 2 * mostTimes * usual),
    scaleWeight: kept * state.scaleWeight + 1 - kept,
  }
}

/**
 * Moves on to a time: learns from what the options did since the step before, with the probability of a fall as it was
 * then known, and sees how the spot moved. Times rise.
 */
export const stepSlope = (model: SlopeModel, state: SlopeState, step: SlopeStep): SlopeState => {
  const { time, spot, vol, observations } = step
  const { last } = state
  if (last === undefined) return { ...state, last: { time, spot }, falling: fallingAt(0, vol) }
  const days = (time - last.time) / DAY
  const move = Math.log(spot / last.spot)
  const kept = 0.5 ** (days / model.halfLifeDays)
  const faded: SlopeState = {
    ...state,
    products: state.products.map((value) => kept * value),
    answers: state.answers.map((value) => kept * value),
    intervals: kept * state.intervals,
  }
  const learned = observations.length === 0 ? faded : learn(faded, observations, days)
  const displacement = 0.5 ** (days / trendDays) * state.displacement + move
  return {
    ...{ last: { time, spot }, displacement, falling: fallingAt(displacement, vol) },
    ...{ products: learned.products, answers: learned.answers, intervals: learned.intervals },
    ...{ scale: learned.scale, scaleWeight: learned.scaleWeight },
  }
}

import {
  addGreekParts,
  attributeUnit,
  noGreekParts,
  type AttributionMethod,
  type GreekParts,
  type MarketStep,
  type OptionStep,
} from './option-step'

/**
 * What a book held over one step, and the cash that the step cost or brought. Positions change at the ends of a step,
 * never within it.
 */
export type LedgerStep = MarketStep & {
  /** The options that are hedged. */
  readonly legs: readonly OptionStep[]
  /** Units of the underlying held as the hedge. */
  readonly hedge: number
  /** Options held as part of the hedge. */
  readonly hedgeLegs?: readonly OptionStep[] | undefined
  /** Cash paid for trading, ≥ 0. */
  readonly cost?: number | undefined
  /** Interest and funding received, negative where paid. */
  readonly funding?: number | undefined
}

/**
 * Profit or loss of a book by cause, in the currency of the spot: seven parts of the hedged options, the hedge, cost (≤
 * 0) and funding. Their sum is `total`, to rounding, on every step.
 */
export type Attribution = GreekParts & {
  /** Of the underlying held and of the hedge options together. */
  readonly hedge: number
  readonly cost: number
  readonly funding: number
  readonly total: number
  /** The hedge options' share of `hedge`, by cause. */
  readonly hedgeParts: GreekParts
}

export const noAttribution: Attribution = {
  ...noGreekParts,
  hedge: 0,
  cost: 0,
  funding: 0,
  total: 0,
  hedgeParts: noGreekParts,
}

const attributeLegs = (legs: readonly OptionStep[], market: MarketStep, method: AttributionMethod) => {
  let parts = noGreekParts
  let total = 0
  for (const leg of legs) {
    const unit = attributeUnit(leg, market, method)
    parts = addGreekParts(parts, unit.parts, leg.quantity)
    total += leg.quantity * unit.total
  }
  return { parts, total }
}

/**
 * Splits the profit of one step. 'repricing', the default, leaves no residual but rounding, so that gamma and theta of
 * a scalped book are all that its options made; 'taylor' is the desk's second-order report with the residual explicit.
 * A payoff at expiry turns value into cash and is no profit by itself.
 */
export const attributeStep = (step: LedgerStep, method: AttributionMethod = 'repricing'): Attribution => {
  const book = attributeLegs(step.legs, step, method)
  const options = attributeLegs(step.hedgeLegs ?? [], step, method)
  const hedge = step.hedge * (step.spotEnd - step.spotStart) + options.total
  const cost = -(step.cost ?? 0)
  const funding = step.funding ?? 0
  return { ...book.parts, hedge, cost, funding, total: book.total + hedge + cost + funding, hedgeParts: options.parts }
}

/** Part by part, for the sum over steps or books. */
export const addAttributions = (a: Attribution, b: Attribution): Attribution => ({
  ...addGreekParts(a, b),
  hedge: a.hedge + b.hedge,
  cost: a.cost + b.cost,
  funding: a.funding + b.funding,
  total: a.total + b.total,
  hedgeParts: addGreekParts(a.hedgeParts, b.hedgeParts),
})

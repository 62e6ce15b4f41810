import { Fault } from '../error'
import type { SlicedExecution } from '../execution/execution-settings'
import type { ExecutionPlan } from '../execution/plan/plan'
import { planExecution } from '../execution/plan/plan-execution'
import { equalSlices, type SlicedTrade } from '../execution/slices/sliced-trade'
import { SECOND, type Side, type Timestamp } from '../market/event'
import type { TradedInstrument } from './decision-inputs'
import type { ExecutionInputs } from './execution-inputs'

/** A trade at its beginning, and why it is sliced or not; `trade` is undefined where one order is cheapest. */
export type TradePlan = { readonly trade: SlicedTrade | undefined; readonly reasons: readonly string[] }

/** Hour of the day, UTC. */
const dayHour = (time: Timestamp): number => Math.floor(time / (3_600 * SECOND)) % 24

/**
 * The plan of a trade by a cost card, by the present market. Faults 'bad-input' where the inputs carry no market of the
 * tradable.
 */
export const cardPlan = (
  { card, riskAversion, maxSeconds, latencyMilliseconds }: Extract<SlicedExecution, { kind: 'planned' }>,
  markets: ExecutionInputs['markets'],
  { name, mid, terms }: TradedInstrument,
  {
    quantity,
    time,
    leastSpacing,
  }: { readonly quantity: number; readonly time: Timestamp; readonly leastSpacing: number },
): ExecutionPlan => {
  const market = markets.find((own) => own.name === name)
  if (market === undefined) throw new Fault('bad-input', `no market of '${name}' to plan its execution in`)
  const { volatility, relativeSpread } = market
  return planExecution(
    { side: quantity > 0 ? 'buy' : 'sell', quantity: Math.abs(quantity) },
    { mid, volatility, relativeSpread, hour: dayHour(time) },
    card,
    { lot: terms.lot, riskAversion, latencyMilliseconds, maxSeconds, leastSpacing },
  )
}

const slicedTrade = ({ orders }: ExecutionPlan, name: string, side: Side, time: Timestamp): SlicedTrade => {
  const spacing = Math.min(...orders.slice(1).map(({ afterSeconds }, k) => afterSeconds - orders[k].afterSeconds))
  return {
    name,
    side,
    slices: orders.map(({ afterSeconds, quantity }) => ({
      at: time + Math.round(afterSeconds * SECOND),
      weight: quantity,
    })),
    spacing,
    since: time,
    owed: 0,
  }
}

/**
 * How a trade of `quantity` (signed) that begins now is sliced; `leastSpacing` is the least time between two
 * evaluations, seconds.
 */
export const planTrade = (
  { settings, markets }: ExecutionInputs,
  tradable: TradedInstrument,
  {
    quantity,
    time,
    leastSpacing,
  }: { readonly quantity: number; readonly time: Timestamp; readonly leastSpacing: number },
): TradePlan => {
  const { name } = tradable
  const side = quantity > 0 ? 'buy' : 'sell'
  if (settings.kind === 'slices')
    return { trade: equalSlices(name, side, { time, count: settings.slices, spacing: settings.spacing }), reasons: [] }
  const plan = cardPlan(settings, markets, tradable, { quantity, time, leastSpacing })
  const reasons = plan.reasons.filter((reason) => reason.includes('outweighs'))
  return { trade: plan.kind === 'slices' ? slicedTrade(plan, name, side, time) : undefined, reasons }
}

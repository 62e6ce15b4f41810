import type { DecisionOutputs } from '../../../core/decision/decide'
import type { DecisionInputs } from '../../../core/decision/decision-inputs'
import type { HedgeDecision } from '../../../core/hedging/decision'
import { bookExposure, legExposure, markedExposure, markVol } from '../../../core/hedging/exposure'
import type { Snapshot } from '../../../core/hedging/snapshot'
import { replication } from '../../../core/mandates/insurance/obpi'
import { inDigits, line, timeText, type ExplanationLine, type ExplanationSection } from './section'

const days = (years: number): string => `${inDigits(years * 365)} days`

const markLines = ({ mark }: Snapshot): readonly ExplanationLine[] =>
  mark === undefined
    ? []
    : mark.map(({ years, vol }) =>
        line(
          mark.length === 1 ? 'volatility of the mark' : `mark over ${days(years)}`,
          vol,
          'books are marked at it: the band is drawn around the delta there',
        ),
      )

const shareLine = ({ jumpShare }: Snapshot): readonly ExplanationLine[] =>
  jumpShare === undefined ? [] : [line('jump share', jumpShare, 'of recent variance')]

/** The market state that the decision was made on. */
export const marketSection = (snapshot: Snapshot): ExplanationSection => ({
  title: 'Market',
  lines: [
    line('time', timeText(snapshot.time)),
    line('spot', snapshot.spot),
    ...snapshot.volatility.map(({ years, vol }) =>
      line(`volatility over ${days(years)}`, vol, 'forecast: it makes the width of the band'),
    ),
    ...(snapshot.nowVol === undefined
      ? []
      : [line('volatility now', snapshot.nowVol, 'of the next step: it makes the interval')]),
    ...markLines(snapshot),
    ...shareLine(snapshot),
    ...snapshot.posterior.map((p, state) => line(`probability of regime ${state}`, p)),
    line('rate', snapshot.rate),
    ...(snapshot.dividends ?? [])
      .filter(({ at }) => at > snapshot.time)
      .map(({ at, amount }) => line('dividend to come', amount, `ex ${timeText(at)}`)),
    ...(snapshot.toxicityPercentile === undefined ? [] : [line('toxicity percentile', snapshot.toxicityPercentile)]),
  ],
})

/** Greeks of every leg, and of the book. */
export const exposureSection = (snapshot: Snapshot): ExplanationSection => {
  const { time, yearsPerMicrosecond } = snapshot
  const legs = snapshot.legs.map((leg, place) => {
    const { type, strike, expiry, exercise, quantity, multiplier = 1 } = leg
    const years = Math.max(expiry - time, 0) * yearsPerMicrosecond
    const vol = markVol(snapshot, leg)
    const { delta, gamma } = legExposure(snapshot, leg, vol)
    const units = quantity * multiplier
    // On a grid an option that is best exercised now is its payoff.
    const isPayoff = exercise === 'american' && gamma === 0 && Math.abs(delta) === 1
    const early = isPayoff ? (units < 0 ? ', worth its exercise: it may be assigned' : ', worth its exercise') : ''
    return line(
      `leg ${place}: ${inDigits(units)} × ${exercise === 'american' ? 'American ' : ''}${type} ${inDigits(strike)} to ${timeText(expiry)}`,
      units * delta,
      `delta ${inDigits(delta)}, gamma ${inDigits(gamma)} at volatility ${inDigits(vol)} over ${inDigits(years)} years${early}`,
    )
  })
  const { delta, gamma, vega, theta, vol } = markedExposure(snapshot)
  const band = bookExposure(snapshot, snapshot.volatility)
  return {
    title: 'Exposure, units of the underlying',
    lines: [
      ...legs,
      line('delta of the book', delta, 'sum of the legs'),
      line('gamma of the book', gamma),
      line('vega', vega, 'for 1.0 of volatility'),
      line('theta', theta, 'a year'),
      line('volatility of the mark', vol, 'mean over legs by gamma; delta and gamma above are those at it'),
      line('volatility of the band', band.vol, `forecast, mean over legs by gamma, ${inDigits(band.years)} years`),
      line('held', snapshot.position, 'as a hedge'),
      line('book with its hedge', delta + snapshot.position),
    ],
  }
}

/** A decision as the hedge of a book, with its inputs; undefined where the mandate is not a hedge. */
export type HedgeView = {
  readonly snapshot: Snapshot
  readonly decision: HedgeDecision
  readonly before: readonly ExplanationSection[]
}

type Obpi = Extract<DecisionInputs['mandate'], { kind: 'obpi' }>['snapshot']

/** The insurance plan that the hedge replicates. */
const planSection = ({ plan, expiry, scale }: Obpi): ExplanationSection => {
  const { strike, units, participation, putCost } = plan
  return {
    title: 'Insurance by a replicated option',
    lines: [
      line('guarantee falls due', timeText(expiry), `the term began at ${inDigits(scale.price)}`),
      strike === undefined
        ? line('strike', 'none', 'all is needed for the guarantee')
        : line('strike', strike, 'guarantee over units'),
      line('units', units, 'of the asset, each with a put: the hedge of as many sold calls'),
      line('participation', participation, 'of the asset’s rise'),
      line('puts', putCost, 'what they would have cost at the start'),
    ],
  }
}

/** The hedge that a decision is, of a book or of a plan. */
export const hedgeView = (
  { mandate }: Pick<DecisionInputs, 'mandate'>,
  { evaluated }: Pick<DecisionOutputs, 'evaluated'>,
): HedgeView | undefined => {
  if (mandate.kind === 'hedge' && evaluated.kind === 'hedge')
    return { snapshot: mandate.snapshot, decision: evaluated.decision, before: [] }
  if (mandate.kind === 'obpi' && evaluated.kind === 'obpi') {
    const { snapshot } = mandate
    return { snapshot: replication(snapshot), decision: evaluated.decision, before: [planSection(snapshot)] }
  }
  return undefined
}

import type { Timestamp } from '../../market/event'
import { bsmGreeks, type Greeks } from '../../pricing/greeks'
import type { OptionType } from '../../pricing/option'
import { termVol } from '../../pricing/term-vol'
import { countsTowards, type GreekSnapshot, type GreekTarget, type HedgeInstrument } from './greek-snapshot'

type Contract = {
  readonly type: OptionType
  readonly strike: number
  readonly expiry: Timestamp
  readonly vol?: number | undefined
}

const greeksOf = (snapshot: GreekSnapshot, { type, strike, expiry, vol }: Contract): Greeks => {
  const years = Math.max(expiry - snapshot.time, 0) * snapshot.yearsPerMicrosecond
  const { spot, rate, volatility } = snapshot
  return bsmGreeks({ type, spot, strike, years, rate, vol: vol ?? termVol(volatility, years) })
}

const pick = (targets: readonly GreekTarget[], expiry: Timestamp, greeks: Greeks, units: number): number[] =>
  targets.map((target) => (countsTowards(target, expiry) ? units * greeks[target.greek] : 0))

/** What one contract of an instrument adds to each target. */
export const instrumentExposure = (snapshot: GreekSnapshot, instrument: HedgeInstrument): number[] => {
  const { targets } = snapshot
  const units = instrument.multiplier ?? 1
  if (instrument.kind === 'underlying') return targets.map(({ greek }) => (greek === 'delta' ? units : 0))
  return pick(targets, instrument.expiry, greeksOf(snapshot, instrument), units)
}

/** Each target's Greek over the legs, without the instruments. */
export const legsExposure = (snapshot: GreekSnapshot): number[] => {
  const sum = snapshot.targets.map(() => 0)
  for (const leg of snapshot.legs) {
    const part = pick(snapshot.targets, leg.expiry, greeksOf(snapshot, leg), leg.quantity * (leg.multiplier ?? 1))
    part.forEach((value, t) => (sum[t] += value))
  }
  return sum
}

/** Gamma of the whole book, hedge options included. */
export const wholeGamma = (snapshot: GreekSnapshot, held: (instrument: HedgeInstrument) => number): number => {
  let sum = 0
  for (const leg of snapshot.legs) sum += leg.quantity * (leg.multiplier ?? 1) * greeksOf(snapshot, leg).gamma
  for (const instrument of snapshot.instruments)
    if (instrument.kind === 'option')
      sum += held(instrument) * (instrument.multiplier ?? 1) * greeksOf(snapshot, instrument).gamma
  return sum
}

import type { Timestamp } from '../../market/event'
import type { Greeks } from '../../pricing/greeks'
import { legGreeks, type LegTerms } from '../../pricing/leg'
import { termVol } from '../../pricing/term-vol'
import { countsTowards, type GreekSnapshot, type GreekTarget, type HedgeInstrument } from './greek-snapshot'

type ContractGreeks = Omit<Greeks, 'rho'>
type Contract = LegTerms & { readonly vol?: number | undefined }

const pick = (targets: readonly GreekTarget[], expiry: Timestamp, greeks: ContractGreeks, units: number): number[] =>
  targets.map((target) => (countsTowards(target, expiry) ? units * greeks[target.greek] : 0))

/** The Greeks of a snapshot's contracts, each by its own exercise and the dividends within its life, computed once. */
export const bookGreeks = (snapshot: GreekSnapshot) => {
  const { targets, legs, instruments, time, yearsPerMicrosecond, volatility } = snapshot
  const known = new Map<Contract, ContractGreeks>()
  const greeksOf = (contract: Contract): ContractGreeks => {
    const made = known.get(contract)
    if (made !== undefined) return made
    const years = Math.max(contract.expiry - time, 0) * yearsPerMicrosecond
    const greeks = legGreeks(snapshot, contract, contract.vol ?? termVol(volatility, years))
    known.set(contract, greeks)
    return greeks
  }
  return {
    /** What one contract of an instrument adds to each target. */
    ofInstrument: (instrument: HedgeInstrument): number[] => {
      const units = instrument.multiplier ?? 1
      if (instrument.kind === 'underlying') return targets.map(({ greek }) => (greek === 'delta' ? units : 0))
      return pick(targets, instrument.expiry, greeksOf(instrument), units)
    },
    /** Each target's Greek over the legs, without the instruments. */
    ofLegs: (): number[] => {
      const sum = targets.map(() => 0)
      for (const leg of legs) {
        const part = pick(targets, leg.expiry, greeksOf(leg), leg.quantity * (leg.multiplier ?? 1))
        part.forEach((value, t) => (sum[t] += value))
      }
      return sum
    },
    /** Gamma of the whole book, hedge options included, of which so many are `held`. */
    gamma: (held: readonly number[]): number => {
      let sum = 0
      for (const leg of legs) sum += leg.quantity * (leg.multiplier ?? 1) * greeksOf(leg).gamma
      instruments.forEach((instrument, i) => {
        if (instrument.kind === 'option') sum += held[i] * (instrument.multiplier ?? 1) * greeksOf(instrument).gamma
      })
      return sum
    },
  }
}

import type { InformationKind } from '../../band-optimum/information'
import type { SwitchingWorld } from '../../band-optimum/switching-world'
import { hourlyProcess, settingB } from '../setting-b/setting'

/** A problem of the study: a market, what is known of its state, and the risk aversion. */
export type Problem = {
  readonly world: string
  readonly market: SwitchingWorld
  readonly information: InformationKind
  readonly riskAversion: number
}

/** The market of setting B, its states switching between hours, with a one-way cost. */
const settingBMarket = (cost: number): SwitchingWorld => ({
  steps: settingB.steps,
  stepYears: settingB.stepYears,
  vols: settingB.world.vols,
  transition: hourlyProcess.transition,
  initial: hourlyProcess.initial,
  cost: settingB.world.vols.map(() => cost),
})

const aversions = [30, 300]

/** Setting B with its regime seen and filtered, at two risk aversions, and once with dear trades. */
export const problems: readonly Problem[] = [
  ...(['seen', 'filtered'] as const).flatMap((information) =>
    aversions.map((riskAversion) => ({
      world: `setting B, regime ${information}`,
      market: settingBMarket(settingB.cost),
      information,
      riskAversion,
    })),
  ),
  {
    world: 'setting B at 20 bp, regime seen',
    market: settingBMarket(2e-3),
    information: 'seen',
    riskAversion: settingB.riskAversion,
  },
]

import { chainMoment, startChainCentre } from '../../../src/core/surface/centre/chain-centre'
import { slopeCoefficients, spotVolSlope, unlearnedSlope } from '../../../src/core/surface/centre/spot-vol-slope'
import type { MarkedChain, MarkedOption, OptionValue } from '../../../src/core/surface/mark-option'
import { surfaceSlope } from '../../../src/core/surface/surface-vol'

/** Centres beside plain and net delta, by how an option's volatility follows the spot. */
export const slopedCentres = ['sticky-moneyness', 'minimum-variance'] as const
export type SlopedCentre = (typeof slopedCentres)[number]

/** dσ/d ln S of an option by each centre, known at chain `i`; 0 of one whose surface has no expiry. */
export type ChainSlopes = (i: number, option: MarkedOption, mark: OptionValue) => Readonly<Record<SlopedCentre, number>>

/** The slopes along chains; that of least variance begins at net delta and is learned from each chain as it comes. */
export const chainSlopes = (chains: readonly MarkedChain[]): ChainSlopes => {
  const [{ settlement }] = chains
  const centre = startChainCentre({ settlement, model: unlearnedSlope })
  const learned = chains.map((chain) => {
    centre.step(chainMoment(chain))
    const state = centre.state()
    return { coefficients: slopeCoefficients(unlearnedSlope, state), falling: state.falling }
  })
  return (i, { strike }, { forward, years }) => {
    const { surface } = chains[i]
    if (surface.expiries.length === 0) return { 'sticky-moneyness': 0, 'minimum-variance': 0 }
    const own = surfaceSlope(surface, Math.log(strike / forward), years)
    const { coefficients, falling } = learned[i]
    const smile = { atMoney: surfaceSlope(surface, 0, years), own }
    return { 'sticky-moneyness': -own, 'minimum-variance': spotVolSlope(coefficients, falling, smile) }
  }
}

import { Fault } from '../error'
import type { Level, Side } from '../market/event'
import { sideSign } from './routing/segment'

/** Square-root impact: trading `volume` moves the price by the share `coefficient`. Sizes in the unit of the levels. */
export type Impact = { readonly coefficient: number; readonly volume: number }

const PIECES = 8

/**
 * What an order of `size` finds: the levels shown, and beyond them pieces whose mean price is that of the square-root
 * law, counted from the last price shown: q more units cost q × price × (1 ± coefficient × √(q / volume)). Without an
 * impact nothing lies beyond what is shown. Whole sizes give whole pieces. Faults 'numerical-domain' on a negative
 * impact or a volume that is not > 0.
 */
export const levelsWithImpact = (
  side: Side,
  levels: readonly Level[],
  size: number,
  impact: Impact | undefined,
): readonly Level[] => {
  const last = levels.at(-1)
  const shown = levels.reduce((sum, level) => sum + level.size, 0)
  if (impact === undefined || last === undefined || size <= shown) return levels
  const { coefficient, volume } = impact
  if (!(coefficient >= 0 && coefficient < Infinity && volume > 0 && volume < Infinity))
    throw new Fault('numerical-domain', `an impact needs a share ≥ 0 and a volume > 0, got ${coefficient}, ${volume}`)
  const paid = (q: number): number => q * (1 + sideSign(side) * coefficient * Math.sqrt(q / volume))
  const beyond = size - shown
  const piece = Math.max(1, Math.ceil(beyond / PIECES))
  const pieces: Level[] = []
  for (let from = 0; from < beyond; from += piece) {
    const to = Math.min(from + piece, beyond)
    const price = (last.price * (paid(to) - paid(from))) / (to - from)
    if (!(price > 0)) break
    pieces.push({ price, size: to - from })
  }
  return [...levels, ...pieces]
}

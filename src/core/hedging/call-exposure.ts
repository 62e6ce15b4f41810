import { upperTail } from '../pricing/normal'

/** Delta and gamma, to be filled row by row. */
export type DeltaGamma = { readonly delta: Float64Array; readonly gamma: Float64Array }

/** Fills delta and gamma of a call struck at 1, rate 0, into `out` at `index`; limits as `bsmGreeks`. */
export const fillCallExposure = (spot: number, deviation: number, out: DeltaGamma, index: number): void => {
  if (deviation === 0) {
    out.delta[index] = spot > 1 ? 1 : spot === 1 ? 0.5 : 0
    out.gamma[index] = 0
    return
  }
  const d1 = Math.log(spot) / deviation + 0.5 * deviation
  const e1 = Math.exp(-0.5 * d1 * d1)
  const tail = upperTail(Math.abs(d1), e1)
  out.delta[index] = d1 > 0 ? 1 - tail : tail
  out.gamma[index] = (0.3989422804014327 * e1) / (spot * deviation)
}

/** Delta of a call struck at 1 at rate 0; ½ at spot 1 without deviation. */
export const callDelta = (spot: number, deviation: number): number => {
  if (deviation === 0) return spot > 1 ? 1 : spot === 1 ? 0.5 : 0
  const d1 = Math.log(spot) / deviation + 0.5 * deviation
  const tail = upperTail(Math.abs(d1), Math.exp(-0.5 * d1 * d1))
  return d1 > 0 ? 1 - tail : tail
}

import { Fault } from '../../error'

/** When a market's flash-crash breaker opens and closes again. */
export type BreakerLimits = {
  /**
   * Opens on a move of this share, up or down, from the lowest or highest price of the last `withinSeconds`. In (0, 1).
   */
  readonly move: number
  readonly withinSeconds: number
  /** Opens on a spread of this share of the mid. > 0. */
  readonly spread: number
  /** Closes once there was no cause to open for so long, > 0. */
  readonly calmSeconds: number
}

/** Four per cent within two minutes, or a spread of two per cent; calm for five minutes. */
export const defaultBreaker: BreakerLimits = { move: 0.04, withinSeconds: 120, spread: 0.02, calmSeconds: 300 }

/** Throws where limits lie outside their ranges; NaN stops here. */
export const checkBreakerLimits = ({ move, withinSeconds, spread, calmSeconds }: BreakerLimits): void => {
  const sound =
    move > 0 &&
    move < 1 &&
    withinSeconds > 0 &&
    spread > 0 &&
    calmSeconds > 0 &&
    Number.isFinite(withinSeconds + spread + calmSeconds)
  if (!sound)
    throw new Fault(
      'numerical-domain',
      'a breaker needs a move in (0, 1), a spread > 0, and seconds > 0 for its window and calm',
    )
}

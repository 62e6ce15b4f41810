/** Profit or loss of option positions by cause, in the currency of the spot. The parts sum to the change in value. */
export type GreekParts = {
  readonly delta: number
  readonly gamma: number
  readonly vega: number
  readonly theta: number
  readonly vanna: number
  readonly volga: number
  /** What the others leave: terms of higher order under 'taylor', rounding under 'repricing'. */
  readonly residual: number
}

export const noGreekParts: GreekParts = { delta: 0, gamma: 0, vega: 0, theta: 0, vanna: 0, volga: 0, residual: 0 }

/** Sum of the seven parts. */
export const sumGreekParts = ({ delta, gamma, vega, theta, vanna, volga, residual }: GreekParts): number =>
  delta + gamma + vega + theta + vanna + volga + residual

/** `a` + `units` × `b`, part by part. */
export const addGreekParts = (a: GreekParts, b: GreekParts, units = 1): GreekParts => ({
  delta: a.delta + units * b.delta,
  gamma: a.gamma + units * b.gamma,
  vega: a.vega + units * b.vega,
  theta: a.theta + units * b.theta,
  vanna: a.vanna + units * b.vanna,
  volga: a.volga + units * b.volga,
  residual: a.residual + units * b.residual,
})

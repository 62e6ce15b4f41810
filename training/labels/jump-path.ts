/** Features row-major, bars × width. */
export type FeatureRows = { readonly length: number; readonly width: number; readonly values: Float64Array }

/** Half the squared distance of a row from a centre; `centres` is row-major, states × width. */
export const loss = (
  values: Float64Array,
  row: number,
  centres: Float64Array,
  state: number,
  width: number,
): number => {
  let sum = 0
  for (let j = 0; j < width; j++) {
    const difference = values[row * width + j] - centres[state * width + j]
    sum += difference * difference
  }
  return 0.5 * sum
}

/**
 * Least total loss of every state at the newest bar given the bars so far: each call takes the losses of the next bar
 * and updates `cost`, kept relative to the least. The argmin is the online jump model's call.
 */
export const startForwardCost = (
  states: number,
  penalty: number,
): { step(losses: Float64Array): void; readonly cost: Float64Array } => {
  const cost = new Float64Array(states)
  return {
    cost,
    step(losses) {
      let least = Infinity
      for (let k = 0; k < states; k++) if (cost[k] < least) least = cost[k]
      let lowest = Infinity
      for (let k = 0; k < states; k++) {
        cost[k] = losses[k] + (cost[k] < least + penalty ? cost[k] : least + penalty)
        if (cost[k] < lowest) lowest = cost[k]
      }
      for (let k = 0; k < states; k++) cost[k] -= lowest
    },
  }
}

export type JumpPath = { readonly states: Uint8Array; readonly total: number }

/**
 * The path of least loss plus penalty a jump, by dynamic programming. Bemporad, Breschi, Piga & Boyd, Automatica 96
 * (2018) 11–21.
 */
export const bestPath = ({ length, width, values }: FeatureRows, centres: Float64Array, penalty: number): JumpPath => {
  const states = centres.length / width
  const cameFrom = new Uint8Array(length * states)
  const cost = new Float64Array(states)
  for (let t = 0; t < length; t++) {
    let least = 0
    for (let k = 1; k < states; k++) if (cost[k] < cost[least]) least = k
    const jump = cost[least] + penalty
    for (let k = 0; k < states; k++) {
      const stay = t === 0 || cost[k] <= jump
      cameFrom[t * states + k] = stay ? k : least
      cost[k] = loss(values, t, centres, k, width) + (stay ? cost[k] : jump)
    }
  }
  let state = cost.indexOf(Math.min(...cost))
  const total = cost[state]
  const path = new Uint8Array(length)
  for (let t = length - 1; t >= 0; t--) {
    path[t] = state
    state = cameFrom[t * states + state]
  }
  return { states: path, total }
}

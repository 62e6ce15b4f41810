import { startRng, type Rng } from '../../src/core/rng'

/** Features row-major, bars × width. */
export type JumpRows = { readonly length: number; readonly width: number; readonly values: Float64Array }

/** Half the squared distance of a row from a centre; `centres` is row-major, states × width. */
export const loss = (
  { values, width }: Pick<JumpRows, 'values' | 'width'>,
  row: number,
  centres: Float64Array,
  state: number,
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
 * and updates `cost`, kept relative to the least. The online jump model calls the state of least cost.
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

type JumpPath = { readonly states: Uint8Array; readonly total: number }

/**
 * The path of least loss plus penalty a jump, by dynamic programming. Bemporad, Breschi, Piga & Boyd, Automatica 96
 * (2018) 11–21.
 */
export const bestPath = (rows: JumpRows, centres: Float64Array, penalty: number): JumpPath => {
  const { length, width } = rows
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
      cost[k] = loss(rows, t, centres, k) + (stay ? cost[k] : jump)
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

// Centres far apart: each next one drawn with chance proportional to its loss. Arthur & Vassilvitskii (2007).
const spreadCentres = (rows: JumpRows, states: number, rng: Rng): Float64Array => {
  const { length, width, values } = rows
  const centres = new Float64Array(states * width)
  const nearest = new Float64Array(length).fill(Infinity)
  let chosen = rng.integer(length)
  for (let k = 0; k < states; k++) {
    centres.set(values.subarray(chosen * width, (chosen + 1) * width), k * width)
    let total = 0
    for (let t = 0; t < length; t++) {
      const distance = loss(rows, t, centres, k)
      if (distance < nearest[t]) nearest[t] = distance
      total += nearest[t]
    }
    let left = rng.uniform() * total
    for (chosen = 0; chosen < length - 1; chosen++) if ((left -= nearest[chosen]) < 0) break
  }
  return centres
}

const centresOf = ({ length, width, values }: JumpRows, path: Uint8Array, before: Float64Array): Float64Array => {
  const states = before.length / width
  const sums = new Float64Array(before.length)
  const counts = new Float64Array(states)
  for (let t = 0; t < length; t++) {
    counts[path[t]]++
    for (let j = 0; j < width; j++) sums[path[t] * width + j] += values[t * width + j]
  }
  // A state without bars keeps its centre.
  return sums.map((sum, i) => (counts[Math.floor(i / width)] > 0 ? sum / counts[Math.floor(i / width)] : before[i]))
}

export type JumpFit = JumpPath & { readonly centres: Float64Array }

/**
 * Statistical jump model: centres and path by turns until the path no longer changes, best of `starts` seeded starts.
 * Nystrup, Lindström & Madsen, Expert Systems with Applications 150 (2020) 113307.
 */
export const fitJump = (
  rows: JumpRows,
  states: number,
  penalty: number,
  { seed, starts = 8 }: { readonly seed: number; readonly starts?: number },
): JumpFit => {
  const rng = startRng(seed)
  let best: JumpFit | undefined
  for (let start = 0; start < starts; start++) {
    let centres = spreadCentres(rows, states, rng)
    // The first path has no penalty: the nearest centre of each bar.
    let path = bestPath(rows, centres, 0)
    for (let iteration = 0; iteration < 40; iteration++) {
      centres = centresOf(rows, path.states, centres)
      const next = bestPath(rows, centres, penalty)
      const stands = next.states.every((state, t) => state === path.states[t])
      path = next
      if (stands) break
    }
    if (best === undefined || path.total < best.total) best = { ...path, centres }
  }
  return best as JumpFit
}

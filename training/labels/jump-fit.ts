import { startRng, type Rng } from '../../src/core/rng'
import { bestPath, loss, type FeatureRows, type JumpPath } from './jump-path'

// Centres far apart: each next one drawn with chance proportional to its loss. Arthur & Vassilvitskii (2007).
const spreadCentres = ({ length, width, values }: FeatureRows, states: number, rng: Rng): Float64Array => {
  const centres = new Float64Array(states * width)
  const nearest = new Float64Array(length).fill(Infinity)
  let chosen = rng.integer(length)
  for (let k = 0; k < states; k++) {
    centres.set(values.subarray(chosen * width, (chosen + 1) * width), k * width)
    let total = 0
    for (let t = 0; t < length; t++) {
      const distance = loss(values, t, centres, k, width)
      if (distance < nearest[t]) nearest[t] = distance
      total += nearest[t]
    }
    let left = rng.uniform() * total
    for (chosen = 0; chosen < length - 1; chosen++) if ((left -= nearest[chosen]) < 0) break
  }
  return centres
}

const centresOf = ({ length, width, values }: FeatureRows, path: Uint8Array, before: Float64Array): Float64Array => {
  const states = before.length / width
  const sums = new Float64Array(before.length)
  const counts = new Float64Array(states)
  for (let t = 0; t < length; t++) {
    counts[path[t]]++
    for (let j = 0; j < width; j++) sums[path[t] * width + j] += values[t * width + j]
  }
  // A state that nobody visits stays where it was.
  return sums.map((sum, i) => (counts[Math.floor(i / width)] > 0 ? sum / counts[Math.floor(i / width)] : before[i]))
}

export type JumpFit = JumpPath & { readonly centres: Float64Array }

/**
 * Statistical jump model: centres and path by turns until the path stands, best of `starts` seeded starts.
 * Nystrup, Lindström & Madsen, Expert Systems with Applications 150 (2020) 113307.
 */
export const fitJump = (rows: FeatureRows, states: number, penalty: number, seed: number, starts = 8): JumpFit => {
  const rng = startRng(seed)
  let best: JumpFit | undefined
  for (let start = 0; start < starts; start++) {
    let centres = spreadCentres(rows, states, rng)
    // The first path is free of penalty: plain nearest centres.
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

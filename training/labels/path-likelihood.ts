import { studentLogLikelihood } from './student-scale'

/** Log-likelihood of the moves along a path under the transition frequencies of that path itself. */
const movesLogLikelihood = (path: Uint8Array, states: number): number => {
  const counts = new Float64Array(states * states)
  for (let t = 1; t < path.length; t++) counts[path[t - 1] * states + path[t]]++
  let sum = 0
  for (let i = 0; i < states; i++) {
    const row = counts.subarray(i * states, (i + 1) * states)
    const total = row.reduce((a, b) => a + b, 0)
    for (const count of row) if (count > 0) sum += count * Math.log(count / total)
  }
  return sum
}

/**
 * Log-likelihood of returns and states together: returns by the Student distribution of their state, moves by the
 * path's own frequencies. It rewards states that tell volatilities apart and charges for every change of state; of
 * models with equally many parameters the greatest is the one of the integrated classification criterion. Biernacki,
 * Celeux & Govaert, IEEE Transactions on Pattern Analysis and Machine Intelligence 22 (2000) 719–725. `squares`:
 * squared returns, all > 0, one a bar of the path.
 */
export const pathLogLikelihood = (squares: Float64Array, path: Uint8Array, states: number): number => {
  let sum = movesLogLikelihood(path, states)
  for (let k = 0; k < states; k++) sum += studentLogLikelihood(squares.filter((_, t) => path[t] === k))
  return sum
}

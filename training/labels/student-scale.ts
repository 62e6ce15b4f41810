import { logGamma } from '../../src/core/statistics/student-t'

const tails = [2.5, 3, 4, 6, 10, 30]
const iterations = 25

/**
 * Log-likelihood of centred values, given their squares, all > 0, under the likeliest Student distribution: its scale
 * by EM, its degrees of freedom the best of six from 2.5 to 30. 0 without values. Liu & Rubin, Statistica Sinica 5
 * (1995) 19–39.
 */
export const studentLogLikelihood = (squares: Float64Array): number => {
  const n = squares.length
  if (n === 0) return 0
  const likelihoods = tails.map((freedom) => {
    let scale = 0
    for (let i = 0; i < n; i++) scale += squares[i] / n
    for (let iteration = 0; iteration < iterations; iteration++) {
      let sum = 0
      for (let i = 0; i < n; i++) sum += squares[i] / (freedom + squares[i] / scale)
      scale = ((freedom + 1) * sum) / n
    }
    let tail = 0
    for (let i = 0; i < n; i++) tail += Math.log1p(squares[i] / (freedom * scale))
    const constant = logGamma((freedom + 1) / 2) - logGamma(freedom / 2) - 0.5 * Math.log(freedom * Math.PI * scale)
    return n * constant - ((freedom + 1) / 2) * tail
  })
  return Math.max(...likelihoods)
}

import { finding, inWords, type Check } from '../check'

/**
 * The volatility surface of the options that the portfolio holds was fitted no longer ago than its limit. Nothing is
 * found without the limit, nor where the portfolio holds no options.
 */
export const surfaceAge: Check = {
  name: 'surface-age',
  examine: (_orders, { time, limits: { surfaceMaxAge: limit }, surface }) => {
    if (limit === undefined || surface === undefined) return []
    const { instrument, fitted, carried } = surface
    if (fitted === undefined) return [finding(`there is no volatility surface of ${instrument}`)]
    const value = (time - fitted) / 1e6
    if (Math.abs(value) <= limit) return []
    const why = carried === undefined ? '' : ` (${carried})`
    return [
      finding(
        `the volatility surface of ${instrument} is ${inWords(Math.abs(value))} s ${value < 0 ? 'ahead' : 'old'}${why}, at most ${inWords(limit)} s are allowed`,
        { value, limit },
      ),
    ]
  },
}

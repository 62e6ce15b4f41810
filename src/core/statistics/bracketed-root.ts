import { Fault } from '../error'

/**
 * A root of a continuous function between `low` and `high`, bracketed throughout, to the last digits that the interval
 * resolves (or to `tolerance` in x, absolute). undefined where the ends have the same sign; an end that is a root is
 * returned. Faults where the function is NaN at an end. Ridders, IEEE Transactions on Circuits and Systems 26 (1979)
 * 979–980.
 */
export const bracketedRoot = (
  f: (x: number) => number,
  low: number,
  high: number,
  tolerance = 0,
): number | undefined => {
  let [a, b] = [low, high]
  let [fa, fb] = [f(a), f(b)]
  if (Number.isNaN(fa) || Number.isNaN(fb))
    throw new Fault('numerical-domain', `a root needs a function that is a number at ${low} and ${high}`)
  if (fa === 0) return a
  if (fb === 0) return b
  if (fa > 0 === fb > 0) return undefined
  for (let i = 0; i < 200; i++) {
    const middle = 0.5 * (a + b)
    if (middle === a || middle === b || Math.abs(b - a) <= tolerance) break
    const fm = f(middle)
    if (fm === 0) return middle
    const step = (middle - a) * (fm / Math.sqrt(fm * fm - fa * fb))
    const x = Number.isFinite(step) ? middle + (fa > fb ? step : -step) : middle
    const fx = f(x)
    if (fx === 0) return x
    // The tightest pair of neighbours among a, middle, x, b that still brackets.
    if (fm > 0 !== fx > 0) [a, fa, b, fb] = x < middle === a < b ? [x, fx, middle, fm] : [middle, fm, x, fx]
    else if (fx > 0 !== fa > 0) [b, fb] = Math.abs(x - a) < Math.abs(middle - a) ? [x, fx] : [middle, fm]
    else [a, fa] = Math.abs(x - b) < Math.abs(middle - b) ? [x, fx] : [middle, fm]
  }
  return Math.abs(fa) < Math.abs(fb) ? a : b
}

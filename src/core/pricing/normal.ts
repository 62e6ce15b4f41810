const INV_SQRT_2PI = 0.3989422804014327
const CENTRAL = 0.66291
const FAR = Math.sqrt(32)

// Φ(y) − ½ for |y| ≤ 0.66291.
const centralExcess = (y: number): number => {
  const z = y * y
  const numerator =
    (((0.06568233791820745 * z + 2.2352520354606837) * z + 161.02823106855587) * z + 1067.6894854603709) * z +
    18154.98125334356
  const denominator =
    (((z + 47.202581904688245) * z + 976.0985517377767) * z + 10260.932208618979) * z + 45507.78933502673
  return (y * numerator) / denominator
}

// Φ(−y) e^{y²/2} for y > 0.66291.
const scaledFar = (y: number): number => {
  if (y <= FAR) {
    const numerator =
      (((((((1.0765576773720192e-8 * y + 0.39894151208813466) * y + 8.883149794388377) * y + 93.50665613217785) * y +
        597.2702763948002) *
        y +
        2494.5375852903726) *
        y +
        6848.190450536283) *
        y +
        11602.65143764735) *
        y +
      9842.714838383978
    const denominator =
      (((((((y + 22.266688044328117) * y + 235.387901782625) * y + 1519.3775994075547) * y + 6485.558298266761) * y +
        18615.571640885097) *
        y +
        34900.95272114598) *
        y +
        38912.00328609327) *
        y +
      19685.429676859992
    return numerator / denominator
  }
  const z = 1 / (y * y)
  const numerator =
    ((((0.023073441764940174 * z + 0.215898534057957) * z + 0.12740116116024736) * z + 0.022235277870649807) * z +
      0.0014216191932278934) *
      z +
    0.000029112874951168793
  const denominator =
    ((((z + 1.284260096144911) * z + 0.4682382124808651) * z + 0.06598813786892856) * z + 0.0037823963320275824) * z +
    0.00007297515550839662
  return (INV_SQRT_2PI - (z * numerator) / denominator) / y
}

// Φ(−y) e^{y²/2} for y ≥ 0 by Cody's rational approximations: W. J. Cody, Mathematics of Computation 23 (1969) 631–637;
// Algorithm 715, ACM TOMS 19 (1993) 22–32.
const scaledTail = (y: number): number =>
  y <= CENTRAL ? (0.5 - centralExcess(y)) * Math.exp(0.5 * y * y) : scaledFar(y)

// Up to REACH from 0 both functions are looked up. The Gaussian is held at every 1/256, and the way to x from there is
// a short exponential. Φ is e^{−x²/2} times a smooth function, held as a polynomial around every 1/16.
const REACH = 8
const GAUSSIANS = 256
const gaussians = Float64Array.from({ length: REACH * GAUSSIANS + 1 }, (_, i) => Math.exp(-0.5 * (i / GAUSSIANS) ** 2))
const NODES = 32
/** What a node holds: a constant, 0 below and 1 above zero, and the coefficients of h⁰ … h⁶. */
const ROW = 8

// Derivatives of Φ(−y) e^{y²/2} over their factorials: R′ = y R − 1/√2π and R⁽ⁿ⁺¹⁾ = y R⁽ⁿ⁾ + n R⁽ⁿ⁻¹⁾.
const taylor = (y: number): number[] => {
  const c = [scaledTail(y)]
  c.push(y * c[0] - INV_SQRT_2PI)
  for (let n = 2; n < 9; n++) c.push((y * c[n - 1] + c[n - 2]) / n)
  return c
}

/** A polynomial of degree 8 brought to degree 6 at the least loss on |h| ≤ reach: by Chebyshev's T₇ and T₈. */
const shortened = (c: readonly number[], reach: number): number[] => {
  const seventh = [0, 7 / 64, 0, -7 / 8, 0, 7 / 4, 0]
  const eighth = [-1 / 128, 0, 1 / 4, 0, -5 / 4, 0, 2]
  return seventh.map((_, n) => c[n] + c[7] * seventh[n] * reach ** (7 - n) + c[8] * eighth[n] * reach ** (8 - n))
}

const nodes = new Float64Array((2 * REACH * NODES + 1) * ROW)
for (let i = 0; i <= 2 * REACH * NODES; i++) {
  const x = i / NODES - REACH
  const c = shortened(taylor(Math.abs(x)), 0.5 / NODES)
  nodes.set(x > 0 ? [1, ...c.map((one) => -one)] : [0, ...c.map((one, n) => (n % 2 === 0 ? one : -one))], i * ROW)
}

/** e^{−x²/2} within 2 units in the last place to |x| = 8; beyond, to the rounding of its exponent (8e-14 at 37). */
export const gaussian = (x: number): number => {
  const y = Math.abs(x)
  if (!(y < REACH)) return Math.exp(-0.5 * y * y)
  const i = (y * GAUSSIANS + 0.5) | 0
  const node = i * (1 / GAUSSIANS)
  const h = y - node
  const u = -h * (node + 0.5 * h)
  const u2 = u * u
  const value = gaussians[i]
  const rise = u + u2 * (0.5 + u * (1 / 6) + u2 * (1 / 24 + u * (1 / 120) + u2 * (1 / 720)))
  return value + value * rise
}

/**
 * Standard normal density.
 *
 * @internal
 */
export const normalDensity = (x: number): number => INV_SQRT_2PI * gaussian(x)

/**
 * Φ(x) given e^{−x²/2}, which a caller often has already. Its relative error is 8e-16 with that of the Gaussian, in the
 * lower tail too.
 */
export const normalCdfOf = (x: number, gaussianOfX: number): number => {
  if (!(x > -REACH && x < REACH)) return x > 0 ? 1 - gaussianOfX * scaledFar(x) : gaussianOfX * scaledFar(-x)
  const i = (x * NODES + (REACH * NODES + 0.5)) | 0
  const h = x - (i - REACH * NODES) * (1 / NODES)
  return nodes[i * ROW] + gaussianOfX * polynomial(i * ROW, h)
}

const polynomial = (at: number, h: number): number => {
  const h2 = h * h
  const low = nodes[at + 1] + h * nodes[at + 2] + h2 * (nodes[at + 3] + h * nodes[at + 4])
  return low + h2 * h2 * (nodes[at + 5] + h * nodes[at + 6] + h2 * nodes[at + 7])
}

/**
 * Upper tail without its exponential, Φ(−y) e^{y²/2}, for y ≥ 0; falls like 1 / (y √2π) and never underflows.
 */
export const scaledUpperTail = (y: number): number => {
  if (!(y < REACH)) return scaledFar(y)
  const i = (REACH * NODES + 0.5 - y * NODES) | 0
  return polynomial(i * ROW, (REACH * NODES - i) * (1 / NODES) - y)
}

// e^{−y²/2} with the square split at sixteenths, so that the large part of the exponent is exact.
const farGaussian = (y: number): number => {
  const coarse = Math.trunc(y * 16) / 16
  return Math.exp(-0.5 * coarse * coarse) * Math.exp(-0.5 * (y - coarse) * (y + coarse))
}

/**
 * Standard normal distribution function, relative accuracy 8e-16 down to where it underflows near −38.
 */
export const normalCdf = (x: number): number => {
  if (x > -REACH && x < REACH) return normalCdfOf(x, gaussian(x))
  if (Math.abs(x) > 39) return x > 0 ? 1 : 0
  return normalCdfOf(x, farGaussian(Math.abs(x)))
}

import fc from 'fast-check'

/**
 * A number spread evenly over [min, max], the ends included: fast-check's own doubles are spread over exponents, so
 * that most are next to nothing.
 */
export const between = (min: number, max: number): fc.Arbitrary<number> =>
  fc.integer({ min: 0, max: 1_000_000 }).map((step) => min + ((max - min) * step) / 1_000_000)

/**
 * Quantities of one or two options that bring one or two Greeks of a book to 0, each within ±limit. `book` holds the
 * Greeks without the options, `options` those of a unit of each option. A system without a solution, or close to one,
 * keeps `held`.
 */
export const matchGreeks = (
  book: readonly number[],
  options: readonly (readonly number[])[],
  held: readonly number[],
  limit: number,
): readonly number[] => {
  const clip = (units: number): number => Math.min(Math.max(units, -limit), limit)
  if (book.length === 1) {
    const [unit] = options[0]
    return Math.abs(unit) * limit > 0 ? [clip(-book[0] / unit)] : held
  }
  const [[a, c], [b, d]] = options
  const determinant = a * d - b * c
  // Two options alike in both Greeks would be bought and sold against each other without end.
  if (!(Math.abs(determinant) > 0.05 * (Math.abs(a * d) + Math.abs(b * c)))) return held
  return [clip((b * book[1] - d * book[0]) / determinant), clip((c * book[0] - a * book[1]) / determinant)]
}

import { optionBars, type Coin } from './coin'

/** Options that live wholly in a part: what is fitted on the first is chosen on the second and judged on the third. */
export const partNames = ['fit', 'validation', 'test'] as const
export type Part = (typeof partNames)[number]

const fitEnd = Date.UTC(2018, 2, 1)
const validationEnd = Date.UTC(2018, 9, 1)

/** Paths of every part, in order of sale; an option that lives across a border is in none. */
export const partsOf = ({ grid: { time }, strip: { starts } }: Coin): Readonly<Record<Part, Int32Array>> => {
  const between = (from: number, to: number): Int32Array =>
    Int32Array.from(starts.keys()).filter((p) => time[starts[p]] >= from && time[starts[p] + optionBars] <= to)
  return {
    fit: between(-Infinity, fitEnd),
    validation: between(fitEnd, validationEnd),
    test: between(validationEnd, Infinity),
  }
}

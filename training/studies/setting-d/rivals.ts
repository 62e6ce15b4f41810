import type { Interval, Pair } from './pairs'

/** A centre that learns as it goes: called with the intervals in order, it gives what it leaves of each option. */
export type OnlineRival = { readonly name: string; readonly left: (interval: Interval) => readonly number[] }

/** Snapshots of the panel a day. */
const perDay = 4.1
const decayOf = (halfLifeDays: number): number => 0.5 ** (1 / (halfLifeDays * perDay))

/** Upper ends of the tenors, days. */
const tenors = [7, 21, 60, 120]
const tenorOf = ({ years }: Pair): number => {
  const at = tenors.findIndex((end) => 365 * years < end)
  return at < 0 ? tenors.length : at
}

/** A slope per tenor by exponentially weighted least squares, shrunk to that of all of them. */
const byTenor = (halfLifeDays: number): OnlineRival => {
  const kept = decayOf(halfLifeDays)
  const count = tenors.length + 1
  const [xx, xe] = [new Float64Array(count).fill(1e-9), new Float64Array(count)]
  const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0)
  return {
    name: `by tenor, half-life ${halfLifeDays} d`,
    left({ pairs }) {
      const pooled = total(xe) / (total(xx) + 1e-12)
      const mean = total(xx) / count
      const slopes = xx.map((own, i) => {
        const weight = own / (own + 0.2 * mean)
        return (weight * xe[i]) / own + (1 - weight) * pooled
      })
      const left = pairs.map((pair) => pair.net - slopes[tenorOf(pair)] * pair.vegaMove)
      for (let i = 0; i < count; i++) {
        xx[i] *= kept
        xe[i] *= kept
      }
      for (const pair of pairs) {
        const at = tenorOf(pair)
        xx[at] += pair.vegaMove * pair.vegaMove
        xe[at] += pair.vegaMove * pair.net
      }
      return left
    },
  }
}

/** One line a + b / √T for all options, by exponentially weighted least squares with a ridge. */
const byRoot = (halfLifeDays: number, ridge: number): OnlineRival => {
  const kept = decayOf(halfLifeDays)
  let [aa, ab, bb, ae, be] = [0, 0, 0, 0, 0]
  return {
    name: `a + b/√T, half-life ${halfLifeDays} d`,
    left({ pairs }) {
      const pull = (ridge * (aa + bb)) / 2 + 1e-12
      const determinant = (aa + pull) * (bb + pull) - ab * ab
      const a = ((bb + pull) * ae - ab * be) / determinant
      const b = ((aa + pull) * be - ab * ae) / determinant
      const left = pairs.map(({ net, vegaMove, years }) => net - (a + b / Math.sqrt(years)) * vegaMove)
      ;[aa, ab, bb, ae, be] = [kept * aa, kept * ab, kept * bb, kept * ae, kept * be]
      for (const { net, vegaMove, years } of pairs) {
        const other = vegaMove / Math.sqrt(years)
        aa += vegaMove * vegaMove
        ab += vegaMove * other
        bb += other * other
        ae += vegaMove * net
        be += other * net
      }
      return left
    },
  }
}

/** The naive slopes, each with nothing learned yet. */
export const onlineRivals = (): readonly OnlineRival[] => [byTenor(3), byTenor(7), byRoot(2, 0.3)]

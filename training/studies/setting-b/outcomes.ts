import type { HedgeRun } from '../../../src/core/hedging/paths'

type Part = Pick<HedgeRun, 'pnl' | 'cost' | 'trades'>

const joined = (parts: readonly Float64Array[]): Float64Array => {
  const out = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

/** Runs of strategies kept by chunk of paths, so that any two are compared on the chunks they share. */
export const startOutcomes = () => {
  const kept = new Map<string, Map<number, Part>>()
  const chunksOf = (strategy: string): readonly number[] => [...(kept.get(strategy)?.keys() ?? [])]
  return {
    strategies: (): readonly string[] => [...kept.keys()],
    chunksOf,
    add(strategy: string, chunk: number, { pnl, cost, trades }: HedgeRun): void {
      const parts = kept.get(strategy) ?? new Map<number, Part>()
      parts.set(chunk, { pnl, cost, trades })
      kept.set(strategy, parts)
    },
    /** The columns of a strategy over some chunks, all of its own unless given. */
    columns(strategy: string, chunks: readonly number[] = chunksOf(strategy)): Part {
      const parts = chunks.flatMap((chunk) => kept.get(strategy)?.get(chunk) ?? [])
      return {
        pnl: joined(parts.map(({ pnl }) => pnl)),
        cost: joined(parts.map(({ cost }) => cost)),
        trades: joined(parts.map(({ trades }) => trades)),
      }
    },
  }
}

export type Outcomes = ReturnType<typeof startOutcomes>

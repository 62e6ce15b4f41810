import { predictRows, type TrainedNetwork } from '../predict-rows'
import type { Card } from './card'

type Probe = Card['probe']

/** Probe answers may differ by this, relative to their size where that is above 1: backends sum in different orders. */
const tolerance = 1e-5

const answersOf = (model: TrainedNetwork, rows: readonly (readonly number[])[]): number[][] => {
  const output = predictRows(model, Float64Array.from(rows.flat()), rows.length)
  const width = output.length / rows.length
  return rows.map((_, row) => Array.from(output.subarray(row * width, (row + 1) * width)))
}

/** Up to eight rows, evenly spaced over the table, with the answers of the network. */
export const takeProbe = (model: TrainedNetwork, x: Float32Array | Float64Array, rows: number): Probe => {
  const cols = x.length / rows
  const count = Math.min(8, rows)
  const picked = Array.from({ length: count }, (_, i) => {
    const row = Math.floor((i * rows) / count)
    return Array.from(x.subarray(row * cols, (row + 1) * cols))
  })
  return { rows: picked, answers: answersOf(model, picked) }
}

/** The first difference of the network's answers from the probe; undefined when they agree to 1e-5. */
export const probeFlaw = (model: TrainedNetwork, probe: Probe): string | undefined => {
  const answers = answersOf(model, probe.rows)
  for (let row = 0; row < answers.length; row++)
    for (let i = 0; i < answers[row].length; i++) {
      const wanted = probe.answers[row]?.[i]
      const given = answers[row][i]
      if (wanted === undefined || !(Math.abs(given - wanted) <= tolerance * Math.max(1, Math.abs(wanted))))
        return `probe row ${row}, output ${i}: answered ${given}, the card says ${wanted}`
    }
  return undefined
}

import { exposureColumns } from '../../src/core/hedging/exposure-columns'
import { log } from '../../src/core/pricing/elementary'
import { normalCdf } from '../../src/core/pricing/normal'
import type { BandPaths } from './band-paths'

/** The points of the state space at which a band is computed; columns of length `count`. */
export type BandNodes = {
  readonly count: number
  readonly spot: Float64Array
  readonly gamma: Float64Array
  readonly vol: Float64Array
  readonly years: Float64Array
  readonly cost: Float64Array
}

/**
 * Every evaluation of every path (paths × steps): its delta, the value of the call, and the nodes whose band it takes:
 * (1 − share) of `node` and share of the next.
 */
export type BandPoints = {
  readonly nodes: BandNodes
  readonly node: Int32Array
  /** undefined where each evaluation is a node of its own. */
  readonly share: Float64Array | undefined
  readonly delta: Float64Array
  readonly value: Float64Array
}

const REACH = 5.5
const FINENESS = 2
const MOST_NODES_PER_STEP = 81

/** Black-Scholes value of the call struck at 1 at every evaluation, paths × steps, given its delta there. */
export const callValues = ({ spot, years, vol, paths, steps }: BandPaths, delta: Float64Array): Float64Array => {
  const out = new Float64Array(paths * steps)
  for (let p = 0, i = 0; p < paths; p++)
    for (let t = 0; t < steps; t++, i++) {
      const price = spot[p * (steps + 1) + t]
      const deviation = (typeof vol === 'number' ? vol : vol[i]) * Math.sqrt(years[t])
      if (deviation === 0) out[i] = Math.max(price - 1, 0)
      else {
        out[i] = price * delta[i] - normalCdf(log(price) / deviation - 0.5 * deviation)
      }
    }
  return out
}

/** Each evaluation is a node. */
const ownNodes = (paths: BandPaths, gamma: Float64Array): Pick<BandPoints, 'nodes' | 'node' | 'share'> => {
  const { steps, spot, years, vol, cost } = paths
  const count = paths.paths * steps
  const at = (i: number): number => Math.floor(i / steps) * (steps + 1) + (i % steps)
  const column = (of: (i: number) => number): Float64Array => Float64Array.from({ length: count }, (_, i) => of(i))
  return {
    nodes: {
      count,
      gamma,
      spot: column((i) => spot[at(i)]),
      vol: typeof vol === 'number' ? new Float64Array(count).fill(vol) : vol,
      years: column((i) => years[i % steps]),
      cost: typeof cost === 'number' ? new Float64Array(count).fill(cost) : column((i) => cost[at(i)]),
    },
    node: Int32Array.from({ length: count }, (_, i) => i),
    share: undefined,
  }
}

/** A grid over spot at every step, for constant volatility and cost: far fewer rows for the network. */
const gridNodes = (paths: BandPaths, vol: number, cost: number): Pick<BandPoints, 'nodes' | 'node' | 'share'> => {
  const { steps, spot, years } = paths
  const logs: number[] = []
  const stepOf: number[] = []
  const size = paths.paths * steps
  const node = new Int32Array(size)
  const share = new Float64Array(size)
  const stepDeviation = vol * Math.sqrt(steps > 1 ? years[0] - years[1] : years[0])
  for (let t = 0; t < steps; t++) {
    const reach = REACH * stepDeviation * Math.sqrt(t)
    const half = Math.min(Math.ceil(REACH * Math.sqrt(t) * FINENESS), (MOST_NODES_PER_STEP - 1) / 2)
    const spacing = half === 0 ? 1 : reach / half
    const first = logs.length
    for (let k = -half; k <= half; k++) {
      logs.push(k * spacing)
      stepOf.push(t)
    }
    for (let p = 0; p < paths.paths; p++) {
      const place = Math.log(spot[p * (steps + 1) + t]) / spacing + half
      const whole = Math.min(Math.max(Math.floor(place), 0), Math.max(2 * half - 1, 0))
      node[p * steps + t] = first + whole
      share[p * steps + t] = half === 0 ? 0 : Math.min(Math.max(place - whole, 0), 1)
    }
  }
  const count = logs.length
  const spots = Float64Array.from(logs, Math.exp)
  // Each node is a path of one evaluation, so that exposureColumns computes its exposures.
  const gamma = new Float64Array(count)
  spots.forEach((price, i) => {
    const one = {
      paths: 1,
      steps: 1,
      spot: Float64Array.of(price, price),
      years: years.subarray(stepOf[i], stepOf[i] + 1),
      cost,
    }
    gamma[i] = exposureColumns(one, vol).gamma[0]
  })
  return {
    nodes: {
      count,
      gamma,
      spot: spots,
      vol: new Float64Array(count).fill(vol),
      years: Float64Array.from(stepOf, (t) => years[t]),
      cost: new Float64Array(count).fill(cost),
    },
    node,
    share,
  }
}

/** The nodes at which the band is computed for these paths. */
export const bandPoints = (paths: BandPaths): BandPoints => {
  const { delta, gamma } = exposureColumns(paths, paths.vol)
  const { vol, cost } = paths
  const places =
    typeof vol === 'number' && typeof cost === 'number' ? gridNodes(paths, vol, cost) : ownNodes(paths, gamma)
  return { ...places, delta, value: callValues(paths, delta) }
}

import { Fault } from '../../src/core/error'
import type { ReturnLattice } from './return-lattice'
import { averageVariances, stateVariances, type SwitchingWorld } from './switching-world'

/** What a hedger may know of the state in force: the state itself, or what Bayes' rule infers from returns. */
export type InformationKind = 'seen' | 'filtered'

/**
 * What is known of the state in force, as finitely many nodes: the states themselves, or points of the probability of
 * the second of two. The moves of node m are entries first[m] … first[m + 1] − 1 of `shift` (the return, in lattice
 * spacings), `to` (the node after it) and `weight`.
 */
export type Information = {
  readonly nodes: number
  /** Expected annual variance over the next step, by node. */
  readonly variance: Float64Array
  readonly cost: Float64Array
  /** Expected mean annual variance to expiry, evaluations × nodes. */
  readonly averages: Float64Array
  readonly first: Int32Array
  readonly shift: Int32Array
  readonly to: Int32Array
  readonly weight: Float64Array
  /**
   * Shares of the node after each node where the state moves apart from the return: the moves then lead to the mean
   * over them. undefined where the moves tell the node after.
   */
  readonly mixing: readonly (readonly number[])[] | undefined
  /** The nodes that stand for the probabilities of the states in `posterior`; shares sum to 1. */
  readonly weigh: (posterior: ArrayLike<number>) => readonly NodeShare[]
}

type NodeShare = { readonly node: number; readonly share: number }

/** Moves of less weight are left out; they would change the value by less than a millionth. */
const NEGLIGIBLE = 1e-9

type Move = readonly [shift: number, to: number, weight: number]

const packed = (moves: readonly (readonly Move[])[]): Pick<Information, 'first' | 'shift' | 'to' | 'weight'> => {
  const kept = moves.map((own) => own.filter(([, , weight]) => weight > NEGLIGIBLE))
  const first = new Int32Array(kept.length + 1)
  kept.forEach((own, m) => (first[m + 1] = first[m] + own.length))
  const all = kept.flatMap((own) => {
    const total = own.reduce((sum, [, , weight]) => sum + weight, 0)
    return own.map(([shift, to, weight]): Move => [shift, to, weight / total])
  })
  return {
    first,
    shift: Int32Array.from(all, ([shift]) => shift),
    to: Int32Array.from(all, ([, to]) => to),
    weight: Float64Array.from(all, ([, , weight]) => weight),
  }
}

/** The state in force is known at every evaluation. */
const seen = (world: SwitchingWorld, { weight, reach }: ReturnLattice): Information => {
  const nodes = world.vols.length
  return {
    nodes,
    variance: Float64Array.from(stateVariances(world)),
    cost: Float64Array.from(world.cost),
    averages: averageVariances(world),
    mixing: world.transition,
    ...packed(weight.map((own, k) => [...own].map((share, i): Move => [i - reach, k, share]))),
    weigh: (posterior) => {
      const shares: NodeShare[] = []
      for (let node = 0; node < nodes; node++) if (posterior[node] > 0) shares.push({ node, share: posterior[node] })
      return shares
    },
  }
}

const logit = (p: number): number => Math.log(p / (1 - p))

/**
 * Only returns are seen: two states, whose second has a probability on `nodes` points equally spaced in log odds
 * between the least and the most that one step can leave. Between points the mean probability is kept.
 */
const filtered = (world: SwitchingWorld, { weight, reach }: ReturnLattice, nodes: number): Information => {
  const { transition } = world
  if (world.vols.length !== 2) throw new Fault('bad-input', 'the filtered optimum needs a world of two states')
  const [least, most] = [logit(transition[0][1]), logit(transition[1][1])]
  const points = Float64Array.from({ length: nodes }, (_, i) => {
    const odds = least + ((most - least) * i) / (nodes - 1)
    return 1 / (1 + Math.exp(-odds))
  })
  const place = (p: number): { node: number; share: number } => {
    const inside = Math.min(Math.max(p, points[0]), points[nodes - 1])
    const near = Math.floor(((logit(inside) - least) / (most - least)) * (nodes - 1))
    const node = Math.min(Math.max(near, 0), nodes - 2)
    return { node, share: Math.min(Math.max((inside - points[node]) / (points[node + 1] - points[node]), 0), 1) }
  }
  const moves = [...points].map((p) =>
    [...weight[0]].flatMap((calm, i): Move[] => {
      const turbulent = p * weight[1][i]
      const both = (1 - p) * calm + turbulent
      if (both === 0) return []
      const after = turbulent / both
      const { node, share } = place((1 - after) * transition[0][1] + after * transition[1][1])
      return [
        [i - reach, node, both * (1 - share)],
        [i - reach, node + 1, both * share],
      ]
    }),
  )
  const byState = averageVariances(world)
  const variances = stateVariances(world)
  const mixed = ([first, second]: readonly number[]): Float64Array => points.map((p) => (1 - p) * first + p * second)
  const averages = new Float64Array(world.steps * nodes)
  for (let step = 0; step < world.steps; step++)
    averages.set(mixed([byState[2 * step], byState[2 * step + 1]]), step * nodes)
  return {
    nodes,
    variance: mixed(variances),
    cost: mixed(world.cost),
    averages,
    ...packed(moves),
    mixing: undefined,
    weigh: (posterior) => {
      const { node, share } = place(posterior[1])
      return [
        { node, share: 1 - share },
        { node: node + 1, share },
      ]
    },
  }
}

/** What is known in a world, and how it moves; `nodes` is the number of points of a filtered probability. */
export const informationOf = (
  kind: InformationKind,
  world: SwitchingWorld,
  lattice: ReturnLattice,
  nodes: number,
): Information => (kind === 'seen' ? seen(world, lattice) : filtered(world, lattice, nodes))

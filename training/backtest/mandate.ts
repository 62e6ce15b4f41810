import type { PathLeg } from '../../src/core/hedging/hedge-paths'
import type { QuadraticProgramSolver } from '../../src/ports/quadratic-program'
import type { ResearchOptions } from '../data/options'
import type { PathWorld } from '../simulator/world'
import type { Specification } from './specification'

/** One strategy over many paths, with its measures on all of them or on a bootstrap's draw of them. */
export type Trial = {
  readonly strategy: string
  /** Its parameters as text. */
  readonly setting: string
  readonly paths: number
  /** The same names in the same order at every call; every number finite. */
  readonly measures: (paths?: Int32Array) => Readonly<Record<string, number>>
}

/** Where the paths of a backtest come from. */
export type BacktestSource =
  | { readonly kind: 'world'; readonly world: PathWorld; readonly paths: number; readonly stepSeconds: number }
  | { readonly kind: 'recording'; readonly data: string; readonly models: string | undefined }

/** Settings of the paths and of what strategies know along them. */
export type PathOptions = ResearchOptions & {
  readonly riskAversion: number
  /** The volatility that strategies use; undefined: the best that the source offers. */
  readonly vol: string | undefined
  /** The book, strikes per unit of spot at the start; a short at-the-money call where absent. */
  readonly legs?: readonly PathLeg[] | undefined
  /** Cash per trade, per unit of spot at the start. */
  readonly fixedCost?: number | undefined
}

export type BacktestOptions = PathOptions & {
  /** Loads the solver that chooses hedge options. */
  readonly openSolver: () => Promise<QuadraticProgramSolver>
}

/** A mandate on the paths of one source, ready to run strategies. */
export type OpenedMandate = {
  /** The paths in words. */
  readonly title: string
  readonly origin: 'real' | 'synthetic'
  readonly steps: number
  readonly stepSeconds: number
  /** The volatility that strategies use. */
  readonly volSource: string
  /** Consecutive paths that depend on each other. */
  readonly overlap: number
  readonly trial: (specification: Specification) => Trial | Promise<Trial>
}

/** A task with its strategies: hedging an option, insuring a portfolio … A backtest compares strategies of one task. */
export type BacktestMandate = {
  readonly name: string
  readonly strategies: readonly string[]
  readonly open: (source: BacktestSource, options: BacktestOptions) => Promise<OpenedMandate>
}

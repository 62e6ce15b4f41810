import type { Step } from './step'
import { bars } from './steps/bars'
import { features } from './steps/features'
import { final } from './steps/final'
import { foldSteps } from './steps/fold'
import { folds } from './steps/folds'
import { labels } from './steps/labels'
import { promote } from './steps/promote'
import { publish } from './steps/publish'
import { scores } from './steps/scores'
import { tune } from './steps/tune'

/** Every step of a training, each after those it needs. */
export const flow: readonly Step<unknown>[] = [
  bars,
  features,
  folds,
  labels,
  ...foldSteps,
  tune,
  final,
  scores,
  publish,
  promote,
]

/** Steps that are not done and need nothing that is not. */
export const readySteps = (isDone: (step: string) => boolean): readonly Step<unknown>[] =>
  flow.filter(({ name, needs }) => !isDone(name) && needs.every((need) => isDone(need.name)))

import { z } from 'zod'
import { defaultBreaker } from '../../../../core/reading/breaker'
import { positive } from '../fields'
import { section } from '../section'

/** Flash-crash breaker of a feed's markets, see `BreakerLimits`. */
export const breakerSection = section({
  move: z.number().positive().lt(1).default(defaultBreaker.move),
  withinSeconds: positive.max(86_400).default(defaultBreaker.withinSeconds),
  spread: positive.default(defaultBreaker.spread),
  calmSeconds: positive.max(86_400).default(defaultBreaker.calmSeconds),
}).prefault({})

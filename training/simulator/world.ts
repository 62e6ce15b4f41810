import { z } from 'zod'
import { Fault, type FaultCode } from '../../src/core/error'
import type { MarketEvent } from '../../src/core/market/event'
import type { Rng } from '../../src/core/rng'
import { gbmSchema, simulateGbm } from './gbm'
import { hestonSchema, simulateHeston } from './heston'
import { jumpsSchema, simulateJumps } from './jumps'
import { simulateMicrostructure } from './microstructure'
import { microstructureSchema } from './microstructure/parameters'
import { regimesSchema, simulateRegimes } from './regimes'
import type { SimulatedSpan } from './span'

const schema = z.discriminatedUnion('kind', [gbmSchema, regimesSchema, hestonSchema, jumpsSchema, microstructureSchema])

/** A market with known truth: plain data, stored with the recording that it made. */
export type World = Readonly<z.infer<typeof schema>>
export type WorldKind = World['kind']

export const worldKinds: readonly WorldKind[] = ['gbm', 'regimes', 'heston', 'jumps', 'microstructure']

/** The world described by plain data, defaults filled in: how a recording's `world` is read. Throws `fault` with the first thing wrong. */
export const parseWorld = (value: unknown, fault: FaultCode = 'bad-input'): World => {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const { path, message } = parsed.error.issues[0]
  throw new Fault(fault, `world: ${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`, {
    cause: parsed.error,
  })
}

/** The events of a world over a span, in time order; the same world, stream of chance and span give the same events. */
export const simulateWorld = (world: World, rng: Rng, span: SimulatedSpan): Generator<MarketEvent> => {
  switch (world.kind) {
    case 'gbm':
      return simulateGbm(world, rng, span)
    case 'regimes':
      return simulateRegimes(world, rng, span)
    case 'heston':
      return simulateHeston(world, rng, span)
    case 'jumps':
      return simulateJumps(world, rng, span)
    case 'microstructure':
      return simulateMicrostructure(world, rng, span)
  }
}

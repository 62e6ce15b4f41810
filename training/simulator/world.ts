import { z } from 'zod'
import { Fault, type FaultCode } from '../../src/core/error'
import type { MarketEvent } from '../../src/core/market/event'
import type { Rng } from '../../src/core/rng'
import { simulateBars } from './bars'
import { gbmPath, gbmSchema } from './gbm'
import { hestonPath, hestonSchema } from './heston'
import { jumpsPath, jumpsSchema } from './jumps'
import { simulateMicrostructure } from './microstructure'
import { microstructureSchema } from './microstructure/parameters'
import type { Path, SimulatedSpan } from './path'
import { regimesPath, regimesSchema } from './regimes'

const schema = z.discriminatedUnion('kind', [gbmSchema, regimesSchema, hestonSchema, jumpsSchema, microstructureSchema])

/** A market with known truth: plain data, stored with the recording that it made. */
export type World = Readonly<z.infer<typeof schema>>
export type WorldKind = World['kind']

export const worldKinds: readonly WorldKind[] = ['gbm', 'regimes', 'heston', 'jumps', 'microstructure']

/**
 * The world described by plain data, defaults filled in: how a recording's `world` is read. Throws `fault` with the
 * first thing wrong.
 */
export const parseWorld = (value: unknown, fault: FaultCode = 'bad-input'): World => {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const { path, message } = parsed.error.issues[0]
  throw new Fault(fault, `world: ${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`, {
    cause: parsed.error,
  })
}

/** A world whose price can be walked without its order flow: all but the microstructure. */
export type PathWorld = Exclude<World, { readonly kind: 'microstructure' }>

/** A fresh walk of the hidden process. A world with states starts in one drawn from the long-run shares. */
export const startPath = (world: PathWorld, rng: Rng): Path => {
  switch (world.kind) {
    case 'gbm':
      return gbmPath(world, rng)
    case 'regimes':
      return regimesPath(world, rng)
    case 'heston':
      return hestonPath(world, rng)
    case 'jumps':
      return jumpsPath(world, rng)
  }
}

/** The events of a world over a span, in time order; the same world, stream of chance and span give the same events. */
export const simulateWorld = (world: World, rng: Rng, span: SimulatedSpan): Generator<MarketEvent> =>
  world.kind === 'microstructure'
    ? simulateMicrostructure(world, rng, span)
    : simulateBars(world, startPath(world, rng), rng, span)

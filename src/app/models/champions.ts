import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault } from '../../core/error'

const kinds = ['volatility-forecaster', 'regime-classifier', 'hedging-policy'] as const

const textOf = (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Fault('missing-data', `${path} cannot be read`, { cause })
  })

/** The pointers of a registry as they stand, to tell whether they moved; undefined where one is missing. Cheap: nothing is loaded or checked. */
export const championPointers = async (registry: string): Promise<string | undefined> => {
  const pointers = await Promise.all(kinds.map((kind) => textOf(join(registry, kind, 'champion.json'))))
  return pointers.includes(undefined) ? undefined : pointers.join('\n')
}

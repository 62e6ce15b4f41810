import { stringify } from 'yaml'
import type { ServiceConfig } from './schema'

const instants: ReadonlySet<string> = new Set(['expiry', 'from', 'to'])

/** The effective configuration as plain values for a person: secrets masked, times as in the file. */
export const plainConfig = (config: ServiceConfig): unknown =>
  JSON.parse(
    JSON.stringify(config, (key, value: unknown) =>
      instants.has(key) && typeof value === 'number' ? new Date(value / 1000).toISOString() : value,
    ),
  )

/** The same as YAML. */
export const writeConfig = (config: ServiceConfig): string => stringify(plainConfig(config), { lineWidth: 0 }).trimEnd()

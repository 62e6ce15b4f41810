import { stringify } from 'yaml'
import { canonicalJson } from '../../../../models/store/canonical-json'
import type { PortfolioSettings } from '../../../core/decision/settings'
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

/** A portfolio's settings for the database: equal settings give equal text. They hold no secret. */
export const portfolioJson = (settings: PortfolioSettings): string => canonicalJson(settings)

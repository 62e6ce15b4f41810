import { parseSettings, type Config } from './settings'

/**
 * Settings from the environment of this process, the only place that reads it. Throws a `usage` fault for a wrong one.
 */
export const config = (): Config => parseSettings(process.env)

/** What `${NAME}` refers to in the configuration file. */
export const lookupEnvironment = (name: string): string | undefined => process.env[name]

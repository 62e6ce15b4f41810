import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Where the real recordings lie, outside the project. */
export const realDataFolder = resolve(process.env.BANDSHIFT_DATA ?? join(__dirname, '../../../shared/data'))

/** Path of a real data file or folder. */
export const realData = (path: string): string => join(realDataFolder, path)

/**
 * Runs the suite where the recording is present; else it counts as one skipped test under a name that says why, and its
 * body is never run.
 */
export const describeWithData = (path: string, name: string, suite: () => void): void => {
  if (existsSync(realData(path))) describe(name, suite)
  else test.skip(`${name} (skipped: no ${path} in BANDSHIFT_DATA)`, () => undefined)
}

import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The folder that holds package.json, found upwards from this file: the same from source and from compiled output. */
export const projectFolder = (from: string = __dirname): string =>
  existsSync(join(from, 'package.json')) ? from : projectFolder(dirname(from))

/** The version in package.json. */
export const version = (): string =>
  (JSON.parse(readFileSync(join(projectFolder(), 'package.json'), 'utf8')) as { version: string }).version

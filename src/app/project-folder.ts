import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The folder that holds package.json, found upwards: the same from source and from compiled output. */
export const projectFolder = (from: string = __dirname): string =>
  existsSync(join(from, 'package.json')) ? from : projectFolder(dirname(from))

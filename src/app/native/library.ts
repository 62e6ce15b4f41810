import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Fault } from '../../core/error'

/**
 * Where a libtensorflow lies: the folder of the libraries, the one with the C interface first, and the folder of the
 * headers.
 */
export type Library = { readonly folder: string; readonly files: readonly string[]; readonly headers: string }

/** Names by which the C interface is shipped: by itself, or with the C++ interface in a wheel. */
const mainNames = ['libtensorflow.so.2', 'libtensorflow_cc.so.2']
const frameworkName = 'libtensorflow_framework.so.2'
const header = 'tensorflow/c/eager/c_api.h'

/**
 * Finds the libraries and headers in a folder that an archive or a wheel was unpacked into. @throws Fault 'bad-input'
 * where one lacks.
 */
export const findLibrary = (unpacked: string): Library => {
  const paths = readdirSync(unpacked, { recursive: true, encoding: 'utf8' })
  const folderOf = (name: string): string | undefined =>
    paths.find((path) => path === name || path.endsWith(`/${name}`))?.slice(0, -name.length)
  const main = mainNames.find((name) => folderOf(name) !== undefined)
  if (main === undefined) throw new Fault('bad-input', `the archive holds neither ${mainNames.join(' nor ')}`)
  const folder = folderOf(main)
  if (folder === undefined || folderOf(frameworkName) !== folder)
    throw new Fault('bad-input', `the archive holds no ${frameworkName} beside ${main}`)
  const headers = folderOf(header)
  if (headers === undefined) throw new Fault('bad-input', `the archive holds no ${header}`)
  return { folder: join(unpacked, folder), files: [main, frameworkName], headers: join(unpacked, headers) }
}

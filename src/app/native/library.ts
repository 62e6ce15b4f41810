import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve, sep } from 'node:path'
import { errorLine } from '../../../models/error-line'
import { Fault } from '../../core/error'
import { runTool } from './run-tool'

type ZipEntry = { readonly entryName: string; readonly isDirectory: boolean; readonly getData: () => Buffer }

type Zip = { readonly getEntries: () => readonly ZipEntry[] }

const wanted = /(^|\/)(libtensorflow[\w.]*|include\/.*)$/

/**
 * Unpacks what the addon needs of a wheel, never outside `into`. `addon` is the folder of tfjs-node, whose dependencies
 * include the zip reader.
 */
const unpackWheel = (wheel: string, into: string, addon: string): void => {
  const AdmZip = createRequire(`${addon}/package.json`)('adm-zip') as new (path: string) => Zip
  const entriesOf = (): readonly ZipEntry[] => {
    try {
      return new AdmZip(wheel).getEntries()
    } catch (error) {
      throw new Fault('bad-input', `${wheel}: ${errorLine(error)}`)
    }
  }
  for (const entry of entriesOf()) {
    if (entry.isDirectory || !wanted.test(entry.entryName)) continue
    const path = resolve(into, entry.entryName)
    if (!path.startsWith(resolve(into) + sep)) throw new Fault('bad-input', `${wheel}: ${entry.entryName} leaves it`)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, entry.getData())
    if (path.includes('.so')) chmodSync(path, 0o755)
  }
}

/** Unpacks a wheel or a tar archive of libtensorflow. @throws Fault 'usage' for another kind of file. */
export const unpackLibrary = (archive: string, into: string, addon: string): void => {
  mkdirSync(into, { recursive: true })
  if (/\.(whl|zip)$/.test(archive)) unpackWheel(archive, into, addon)
  else if (/\.(tar|tar\.gz|tgz)$/.test(archive))
    runTool('unpacking', 'tar', ['-xf', archive, '-C', into], { failure: 'bad-input' })
  else throw new Fault('usage', `${archive} is neither a wheel (.whl, .zip) nor a tar archive (.tar.gz, .tgz, .tar)`)
}

/**
 * Where a libtensorflow lies: the folder of the libraries, the one with the C interface first, and the folder of the
 * headers.
 */
export type Library = { readonly folder: string; readonly files: readonly string[]; readonly headers: string }

/** File names of the C interface: by itself, or with the C++ interface in a wheel. */
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

import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { buildAddon } from './build-addon'
import { findLibrary } from './library'
import { fetchNodeHeaders } from './node-headers'
import { runTool } from './run-tool'
import { unpack } from './unpack'
import { fetchWheel } from './wheel'

/** Folder of tfjs-node in a project. */
export const addonFolder = (project: string): string => join(project, 'node_modules/@tensorflow/tfjs-node')

/** Puts the locked package back without its install script: npm drops an optional package whose script failed. */
const restorePackage = (project: string): void => {
  runTool(
    'installing @tensorflow/tfjs-node',
    'npm',
    ['install', '--ignore-scripts', '--no-save', '--no-audit', '--no-fund', '--silent'],
    { cwd: project },
  )
}

/** Parts of the package that are built, in the order in which they are replaced. */
const builtParts = ['deps', 'lib'] as const

/** Takes the built parts away: the package is as good as absent then, and another backend serves. */
export const removeAddon = (project: string): void => {
  for (const part of builtParts) rmSync(join(addonFolder(project), part), { recursive: true, force: true })
}

/**
 * Builds tfjs-node's addon against the libtensorflow of an archive or, without one, of the pinned wheel, and puts it in
 * its place. Nothing is replaced before all is built. @throws Fault with the step that failed.
 */
export const installAddon = (project: string, archive: string | undefined, tell: (line: string) => void): void => {
  const addon = addonFolder(project)
  if (!existsSync(join(addon, 'binding'))) {
    tell('installing @tensorflow/tfjs-node without its download …')
    restorePackage(project)
  }
  const stage = mkdtempSync(join(addon, '.native-'))
  try {
    const fetched = join(stage, 'fetched')
    mkdirSync(fetched)
    if (archive === undefined) tell('fetching libtensorflow from the wheel of tensorflow-cpu …')
    const source = archive ?? fetchWheel(fetched)
    tell('unpacking …')
    unpack(source, join(stage, 'unpacked'), addon)
    tell('building the addon …')
    const built = join(stage, 'built')
    buildAddon(addon, findLibrary(join(stage, 'unpacked')), fetchNodeHeaders(fetched), built)
    removeAddon(project)
    for (const part of builtParts) renameSync(join(built, part), join(addon, part))
  } finally {
    rmSync(stage, { recursive: true, force: true })
  }
}

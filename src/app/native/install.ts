import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { Fault } from '../../core/error'
import { findLibrary, unpackLibrary, type Library } from './library'
import { runTool, starts } from './run-tool'

/** The wheel that the addon was tested with. Its C library needs no Python; the tags only name the file. */
const pinnedWheel = {
  requirement: 'tensorflow-cpu==2.15.1',
  sha256: '54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26',
  tags: ['--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311', '--platform', 'manylinux2014_x86_64'],
}

const pips: readonly (readonly string[])[] = [['pip3'], ['pip'], ['python3', '-m', 'pip'], ['python', '-m', 'pip']]

/**
 * The path of the pinned wheel, fetched by pip from the index that pip is set to and held to its hash. @throws Fault
 * 'unavailable' where there is no pip, no such index or no wheel for this machine.
 */
const fetchWheel = (folder: string): string => {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Fault('unavailable', `no wheel is pinned for ${process.platform} ${process.arch}; give --archive`)
  const pip = pips.find(([command, ...args]) => starts(command, ...args, '--version'))
  if (pip === undefined) throw new Fault('unavailable', 'there is no pip to fetch tensorflow-cpu with; give --archive')
  const [command, ...args] = pip
  const requirements = join(folder, 'requirements.txt')
  writeFileSync(requirements, `${pinnedWheel.requirement} --hash=sha256:${pinnedWheel.sha256}\n`)
  runTool(`fetching ${pinnedWheel.requirement}`, command, [
    ...args,
    ...['download', '--quiet', '--no-deps', '--only-binary=:all:', '--require-hashes', '-r', requirements],
    ...[...pinnedWheel.tags, '--dest', folder],
  ])
  const wheel = readdirSync(folder).find((name) => name.endsWith('.whl'))
  if (wheel === undefined) throw new Fault('unavailable', `pip left no wheel of ${pinnedWheel.requirement}`)
  return join(folder, wheel)
}

const pinnedHeaders = {
  name: 'node-api-headers@1.9.0',
  sha512: '2oNILP4jXwRB4ywnYKjVk1YyJ96n2D4EOVJO6S3oYZ5PtbJrw3Yt9TpAuX3nBLMuzn74rnfGQrv13pS9vC+YiA==',
}

/**
 * Folder of Node's C interface headers, from the package registry and held to their hash. @throws Fault 'unavailable' |
 * 'bad-input'.
 */
const fetchNodeHeaders = (folder: string): string => {
  runTool(
    `fetching ${pinnedHeaders.name}`,
    'npm',
    ['pack', pinnedHeaders.name, '--silent', '--pack-destination', folder],
    {
      cwd: folder,
    },
  )
  const packed = readdirSync(folder).find((name) => name.startsWith('node-api-headers'))
  if (packed === undefined) throw new Fault('unavailable', `npm left no ${pinnedHeaders.name}`)
  const path = join(folder, packed)
  const digest = createHash('sha512').update(readFileSync(path)).digest('base64')
  if (digest !== pinnedHeaders.sha512)
    throw new Fault('bad-input', `${pinnedHeaders.name} is not the package it should be`)
  runTool('unpacking', 'tar', ['-xf', path, '-C', folder])
  return join(folder, 'package/include')
}

const nodeApiVersion = 8

/** Paths below the package's folder from which tfjs-node loads its addon and the addon its library. */
const addonPath = `lib/napi-v${nodeApiVersion}/tfjs_binding.node`

const libraryPath = 'deps/lib'

/**
 * Compiles tfjs-node's addon against a libtensorflow into `stage`, laid out as in the package. Every undefined symbol
 * must be found in the libraries. `source` is tfjs-node's folder. @throws Fault 'unavailable' without a compiler,
 * 'bad-input' where headers or a symbol lack.
 */
const buildAddon = (source: string, library: Library, nodeHeaders: string, stage: string): void => {
  const compiler = ['c++', 'g++', 'clang++'].find((command) => starts(command, '--version'))
  if (compiler === undefined) throw new Fault('unavailable', 'there is no C++ compiler; install g++')
  const libraries = join(stage, libraryPath)
  mkdirSync(libraries, { recursive: true })
  for (const file of library.files) cpSync(join(library.folder, file), join(libraries, file), { dereference: true })
  const addon = join(stage, addonPath)
  mkdirSync(dirname(addon), { recursive: true })
  const includes = [nodeHeaders, dirname(source), library.headers, source].flatMap((folder) => ['-I', folder])
  const failure = 'bad-input'
  const compiling = [
    ...['-std=c++17', '-O2', '-shared', '-fPIC', `-DNAPI_VERSION=${nodeApiVersion}`, ...includes],
    ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => join(source, 'binding', name)),
    ...['-o', addon, '-L', libraries, ...library.files.map((file) => `-l:${file}`)],
    `-Wl,-rpath,$ORIGIN/../../${libraryPath}`,
  ]
  runTool('building the addon', compiler, compiling, { failure })
  const loading = 'process.dlopen({ exports: {} }, process.argv[1], os.constants.dlopen.RTLD_NOW)'
  runTool('resolving every symbol of the addon', process.execPath, ['-e', loading, addon], { failure })
}

/** Folder of tfjs-node in a project. */
const addonFolder = (project: string): string => join(project, 'node_modules/@tensorflow/tfjs-node')

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

/** Removes the built parts: the package then cannot be loaded, and another backend is used. */
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
    unpackLibrary(source, join(stage, 'unpacked'), addon)
    tell('building the addon …')
    const built = join(stage, 'built')
    buildAddon(addon, findLibrary(join(stage, 'unpacked')), fetchNodeHeaders(fetched), built)
    removeAddon(project)
    for (const part of builtParts) renameSync(join(built, part), join(addon, part))
  } finally {
    rmSync(stage, { recursive: true, force: true })
  }
}

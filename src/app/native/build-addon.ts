import { cpSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Fault } from '../../core/error'
import type { Library } from './library'
import { runTool, starts } from './run-tool'

const nodeApiVersion = 8

/** Where tfjs-node looks for its addon and the addon for its library, below the package's folder. */
export const addonPath = `lib/napi-v${nodeApiVersion}/tfjs_binding.node`
export const libraryPath = 'deps/lib'

/**
 * Compiles tfjs-node's addon against a libtensorflow into `stage`, laid out as in the package. Every symbol it asks for
 * must be found in the libraries. `source` is tfjs-node's folder. @throws Fault 'unavailable' without a compiler,
 * 'bad-input' where headers or a symbol lack.
 */
export const buildAddon = (source: string, library: Library, nodeHeaders: string, stage: string): void => {
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

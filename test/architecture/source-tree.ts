import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import ts from 'typescript'

const root = resolve(__dirname, '../..')

/** The TypeScript files below a folder, as paths from the project's root. */
export const filesBelow = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return filesBelow(path)
    return path.endsWith('.ts') ? [path] : []
  })

const textOf = (file: string): string => readFileSync(join(root, file), 'utf8')

export const linesOf = (file: string): number => textOf(file).split('\n').length - 1

/** The module specifiers of a file: imports of values and of types, re-exports, `import()` and `require()`. */
export const specifiersOf = (file: string): string[] =>
  ts.preProcessFile(textOf(file), true, true).importedFiles.map(({ fileName }) => fileName)

/** The path from the root that a relative specifier points to, as written: without an ending. */
export const targetOf = (file: string, specifier: string): string =>
  relative(root, resolve(root, dirname(file), specifier))

/** The files of the project that a file imports, types included. */
export const importsOf = (file: string): string[] =>
  specifiersOf(file)
    .filter((specifier) => specifier.startsWith('.'))
    .flatMap((specifier) => {
      const target = targetOf(file, specifier)
      const candidates = [`${target}.ts`, target.replace(/\.js$/, '.ts'), join(target, 'index.ts')]
      return candidates.filter((path) => path.endsWith('.ts') && existsSync(join(root, path))).slice(0, 1)
    })

/** The source of the product: everything but tests and benchmarks. */
export const sources = ['src', 'models', 'training'].flatMap(filesBelow)

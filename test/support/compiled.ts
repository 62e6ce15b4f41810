import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { transformFileSync } from '@swc/core'

const root = resolve(__dirname, '../..')

const sources = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sources(path)
    return path.endsWith('.ts') ? [path] : []
  })

/** The program compiled into a folder, for tests that start it, or parts of it, in processes of their own. */
export const compileInto = (folder: string): void => {
  for (const path of ['src', 'models', 'training'].flatMap((room) => sources(join(root, room)))) {
    const { code } = transformFileSync(path, {
      jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
      module: { type: 'commonjs', ignoreDynamic: true },
    })
    const out = join(folder, relative(root, path)).replace(/\.ts$/, '.js')
    mkdirSync(dirname(out), { recursive: true })
    writeFileSync(out, code)
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
}

import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { transformSync } from '@swc/core'

const root = resolve(__dirname, '../..')
const prefix = `bandshift-program-${userInfo().uid}-`

const sources = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sources(path)
    return path.endsWith('.ts') ? [path] : []
  })

/** Removes what was compiled from other sources more than a day ago, which no test uses any more. */
const removeOld = (): void => {
  for (const name of readdirSync(tmpdir()).filter((own) => own.startsWith(prefix))) {
    const stats = statSync(join(tmpdir(), name), { throwIfNoEntry: false })
    if (stats && Date.now() - stats.mtimeMs > 86_400e3) rmSync(join(tmpdir(), name), { recursive: true, force: true })
  }
}

/**
 * Folder of the program compiled, for tests that start it, or parts of it, in processes of their own. It is named by
 * its sources and made once for all test files: the first that needs it compiles it, the others find it whole.
 */
export const compiledProgram = (): string => {
  const texts = ['src', 'models', 'training']
    .flatMap((room) => sources(join(root, room)))
    .map((path) => [path, readFileSync(path, 'utf8')] as const)
  const hash = createHash('sha256').update(`${root}\n`)
  for (const [path, text] of texts) hash.update(`${path}\n${text}\n`)
  const folder = join(tmpdir(), `${prefix}${hash.digest('hex').slice(0, 16)}`)
  if (existsSync(folder)) return folder
  removeOld()
  const unfinished = mkdtempSync(join(tmpdir(), `${prefix}unfinished-`))
  for (const [filename, text] of texts) {
    const { code } = transformSync(text, {
      filename,
      jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
      module: { type: 'commonjs', ignoreDynamic: true },
    })
    const out = join(unfinished, relative(root, filename)).replace(/\.ts$/, '.js')
    mkdirSync(dirname(out), { recursive: true })
    writeFileSync(out, code)
  }
  symlinkSync(join(root, 'node_modules'), join(unfinished, 'node_modules'))
  try {
    renameSync(unfinished, folder)
  } catch (cause) {
    // Another process compiled the same.
    if (!existsSync(folder)) throw cause
    rmSync(unfinished, { recursive: true })
  }
  return folder
}

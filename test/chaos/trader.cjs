/**
 * A process that works until it is killed: trader.ts, or the program given second, from the sources as they are,
 * translated once a run into the folder it is given.
 */
const { createHash } = require('node:crypto')
const { existsSync, readFileSync, renameSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')

const folder = process.argv[2]

const translated = (filename) => {
  const kept = join(folder, `${createHash('sha256').update(filename).digest('hex')}.js`)
  if (existsSync(kept)) return readFileSync(kept, 'utf8')
  const { transformSync } = require('@swc/core')
  const jsc = { parser: { syntax: 'typescript' }, target: 'es2022' }
  const { code } = transformSync(readFileSync(filename, 'utf8'), { jsc, module: { type: 'commonjs' }, filename })
  // Moved into place, so that none reads what another has half written.
  writeFileSync(`${kept}.${process.pid}`, code)
  renameSync(`${kept}.${process.pid}`, kept)
  return code
}

require.extensions['.ts'] = (module, filename) => module._compile(translated(filename), filename)
require(process.argv[3] ?? './trader.ts')

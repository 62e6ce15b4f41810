/**
 * Lets a program that a test starts as a process of its own require the sources as they are. What is transpiled is kept
 * by its content: the next process, of this run or another, loads it without the compiler.
 */
const { createHash } = require('node:crypto')
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs')
const { tmpdir, userInfo } = require('node:os')
const { join } = require('node:path')

const options = { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } }
const kept = join(tmpdir(), `bandshift-transpiled-${userInfo().uid}`)
mkdirSync(kept, { recursive: true })

const transpiled = (filename) => {
  const source = readFileSync(filename, 'utf8')
  const digest = createHash('sha256')
    .update(`${JSON.stringify(options)}\n${filename}\n${source}`)
    .digest('hex')
  const path = join(kept, `${digest}.js`)
  if (existsSync(path)) return readFileSync(path, 'utf8')
  const { code } = require('@swc/core').transformSync(source, { ...options, filename })
  const unfinished = `${path}-${process.pid}`
  writeFileSync(unfinished, code)
  renameSync(unfinished, path)
  return code
}

require.extensions['.ts'] = (module, filename) => module._compile(transpiled(filename), filename)

/** Lets a program that a test starts as a process of its own require the sources as they are. */
const { readFileSync } = require('node:fs')
const { transformSync } = require('@swc/core')

const options = { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } }

require.extensions['.ts'] = (module, filename) =>
  module._compile(transformSync(readFileSync(filename, 'utf8'), { ...options, filename }).code, filename)

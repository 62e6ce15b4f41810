/** Runs a TypeScript file of the tests in a process of its own: `node typescript-child.cjs <file.ts> [arguments]`. */
const { readFileSync } = require('node:fs')
const { resolve } = require('node:path')
const { transformSync } = require('@swc/core')

const options = {
  jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
  module: { type: 'commonjs' },
  sourceMaps: 'inline',
}

require.extensions['.ts'] = (module, filename) =>
  module._compile(transformSync(readFileSync(filename, 'utf8'), { ...options, filename }).code, filename)

require(resolve(process.argv[2]))

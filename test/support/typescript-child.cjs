/** Runs a TypeScript file of the tests in a process of its own: `node typescript-child.cjs <file.ts> [arguments]`. */
const { resolve } = require('node:path')
require('./typescript.cjs')

require(resolve(process.argv[2]))

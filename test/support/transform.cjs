/**
 * swc for jest, with the numeric globals bound once a module. Jest runs modules in a context of its own, where every
 * look-up of a global such as Math goes through an interceptor: without this the numeric loops run several times slower
 * under test than in service.
 */
const { createTransformer } = require('@swc/jest')

const swc = createTransformer({
  jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
  module: { type: 'commonjs' },
})
const names = ['Math', 'Number', 'Array', 'Float64Array', 'Float32Array', 'Int32Array', 'Uint8Array']
const bindings = `const { ${names.join(', ')} } = globalThis;`

const bound = (result) => ({ ...result, code: bindings + result.code })

module.exports = {
  ...swc,
  process: (...call) => bound(swc.process(...call)),
  processAsync: async (...call) => bound(await swc.processAsync(...call)),
  getCacheKey: (...call) => `bound-globals-${swc.getCacheKey(...call)}`,
}

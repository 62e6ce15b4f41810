/**
 * Trains by the program compiled into the folder named first, on the recording named second into the registry named third, two steps at a time. At the stage named fourth it
 * says so on standard output and stands still: the test kills it.
 */
const { writeSync } = require('node:fs')

const [, , program, data, out, until] = process.argv
const { train } = require(`${program}/training/train.js`)

const show = (stage) => {
  if (stage !== until) return
  writeSync(1, 'there\n')
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}

train({ data, out, seed: 5, optionDays: 0.125, backend: 'wasm' }, show, 2)

/**
 * Trains by the program compiled into the folder named first, on the recording named second into the registry named
 * third, so many steps at a time as is said fourth. At the stage named fifth (`publish`, or `publish 1/1` for the end
 * of it) it says so on standard output and stands still: the test kills it.
 */
const { writeSync } = require('node:fs')

const [, , program, data, out, processes, until] = process.argv
const { train } = require(`${program}/training/run/train.js`)

const show = (stage, done, total) => {
  if (stage !== until && `${stage} ${done}/${total}` !== until) return
  writeSync(1, 'there\n')
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}

// Options so long that there are too few lives to learn a band on: learning it is half of a training.
train({ data, out, seed: 5, optionDays: 0.25, backend: 'wasm' }, show, Number(processes))

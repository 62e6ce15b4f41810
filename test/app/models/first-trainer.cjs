/** Stands for the training program: writes a history and trains nothing. */
require('../../support/typescript.cjs')
const { appendHistory } = require('../../../models/store/history')

const [data, registry, seed] = process.argv.slice(2)
const set = { policy: 'a'.repeat(16), forecaster: 'b'.repeat(16), classifier: 'c'.repeat(16) }
process.send({ stage: `read ${data}`, done: 0, total: 1 })
if (Number(seed) < 0) process.send({ failure: 'no such seed' }, () => process.exit(1))
else if (Number(seed) > 99) process.on('message', () => undefined)
else
  appendHistory(registry, async () => ({ action: 'promote', set, by: 'a test', reason: 'trained' })).then(() =>
    process.disconnect(),
  )

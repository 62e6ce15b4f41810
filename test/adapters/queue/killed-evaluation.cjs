/** Takes evaluation jobs of a kind, writes each id to standard output, and never ends one: the test kills it. */
require('../../support/typescript.cjs')
const { openJobQueue } = require('../../../src/adapters/queue/open')

const { store, kind, lockMs } = JSON.parse(process.argv[2])
const never = (id) => new Promise(() => process.stdout.write(`${id}\n`))
openJobQueue(store, () => undefined).then((queue) => queue.heartbeat(kind).work(never, { lockMs }))

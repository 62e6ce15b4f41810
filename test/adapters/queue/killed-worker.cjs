/** A worker that takes one job, says so on standard output, and never ends it: the test kills it. */
const { Worker, createPostgresBackend, createRedisBackend } = require('bullmq')

const { store, kind, options } = JSON.parse(process.argv[2])
const never = () => new Promise(() => process.stdout.write('taken\n'))
new Worker(kind, never, options, store === 'redis' ? createRedisBackend : createPostgresBackend).on('error', () => {})

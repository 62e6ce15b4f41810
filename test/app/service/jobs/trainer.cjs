/** Stands for the programs of training and of reports: a processor in a file that trains nothing. */
const steps = [
  { step: 'read', needs: [] },
  { step: 'fold-1', needs: ['read'] },
  { step: 'fold-2', needs: ['read'] },
  { step: 'promote', needs: ['fold-1', 'fold-2'] },
]

module.exports = async (job) => {
  const { run, step, registry, data, seed } = job.data
  await job.updateProgress({ stage: step ?? 'begin', done: 1, total: 1 })
  if (seed < 0) throw new Error('no such seed')
  if (run !== undefined) return step === 'promote' ? { step, outcome: { run } } : { step }
  return registry === undefined
    ? { trainedOn: data, seed }
    : { run: `${seed}`, steps, done: seed > 100 ? ['read', 'fold-1', 'fold-2', 'promote'] : ['read'] }
}

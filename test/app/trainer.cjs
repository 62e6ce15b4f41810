/** Stands for the training program: a processor in a file that trains nothing. */
module.exports = async (job) => {
  await job.updateProgress({ stage: 'fit', done: 1, total: 1 })
  if (job.data.seed < 0) throw new Error('no such seed')
  return { trainedOn: job.data.data, seed: job.data.seed }
}

/**
 * Takes retraining and report jobs of the queue on the store named second, by the program compiled into the folder
 * named first, and tells the ids of the steps and reports that it begins.
 */
const [, , program, store] = process.argv
const { openJobQueue } = require(`${program}/src/adapters/queue/open.js`)
const { workOnRetraining } = require(`${program}/src/app/service/jobs/retraining.js`)

const { workOnEvaluationReports } = require(`${program}/src/app/service/jobs/evaluation-report.js`)

const tell = ({ event, kind, id }) => {
  if (event === 'started' && kind !== 'retraining') process.send(id)
}

openJobQueue(JSON.parse(store), () => {}).then(async (queue) => {
  await workOnRetraining(queue, tell, `${program}/training/run/jobs/retraining-step.js`, { lockMs: 2_000 })
  await workOnEvaluationReports(queue, tell, `${program}/training/run/jobs/evaluation-report.js`, { lockMs: 2_000 })
  process.send('ready')
  process.once('SIGTERM', () => queue.close().then(() => process.exit()))
})

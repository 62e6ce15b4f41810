const Sequencer = require('@jest/test-sequencer').default

/** Folders whose tests take longest: whole trainings, services, servers and processes. */
const slow = [
  'training/run',
  'app/audit',
  'app/replay',
  'app/service',
  'core/reading',
  'chaos',
  'training/studies',
  'adapters/queue',
  'bench',
]

const rank = ({ path }) => {
  const place = slow.findIndex((folder) => path.includes(`/test/${folder}/`))
  return place < 0 ? slow.length : place
}

/** Begins with the slow folders, so that no long test is left for the end while the other process has nothing to do. */
module.exports = class extends Sequencer {
  sort(tests) {
    return super.sort(tests).toSorted((a, b) => rank(a) - rank(b))
  }
}

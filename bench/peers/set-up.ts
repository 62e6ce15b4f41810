import { Fault } from '../../src/core/error'
import { peerPython } from './environment'

/** `node dist/bench/peers/set-up.js`: 0 where the peers can be measured here, 3 with the reason where not. */
try {
  process.stdout.write(`${peerPython()}\n`)
} catch (error) {
  if (!(error instanceof Fault) || error.code !== 'unavailable') throw error
  process.stderr.write(`peers: ${error.message}\n`)
  process.exitCode = 3
}

import { systemTimers } from '../../../src/adapters/clock/system-clock'
import { startRecorder } from '../../../src/adapters/recordings'
import type { Trade } from '../../../src/core/market/event'

const [, , , folder, first, perTurn] = process.argv

/**
 * Records trades numbered by their price from `first` on; says on standard output which are safe. Never ends: the test
 * kills it.
 */
const main = async (): Promise<void> => {
  const recorder = await startRecorder(folder, {
    ...{ identity: { origin: 'synthetic', title: 'killed', licence: 'none' }, timers: systemTimers },
    ...{ flushSeconds: 0.01, segmentSeconds: 0.05 },
    onFault: (fault) => {
      process.stdout.write(`fault ${fault.message}\n`)
      process.exit(3)
    },
  })
  process.stdout.write('ready\n')
  for (let number = Number(first); ;) {
    for (let i = 0; i < Number(perTurn); i++, number++) {
      const time = 1_700_000_000_000_000 + number * 1000
      const trade: Trade = {
        ...{ kind: 'trade', timestamp: time - 500, localTimestamp: time, price: number + 1, size: 1, aggressor: 'buy' },
      }
      recorder.write({ kind: 'event', instrument: { venue: 'venue', symbol: 'COIN' }, event: trade })
    }
    await recorder.flush()
    process.stdout.write(`safe ${number}\n`)
  }
}

void main()

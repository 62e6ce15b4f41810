import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { whileLocked } from '../../../src/adapters/recordings/lock'
import { readManifest } from '../../../src/adapters/recordings/manifest'
import { barsOf, eventsOf, fileWith, imported, quarantineOf, temporaryFolder } from './folder'

const start = 1_700_000_000_000_000
const trades = (writer: number, rows = 5): string =>
  [
    'exchange,symbol,timestamp,local_timestamp,id,side,price,amount',
    ...Array.from({ length: rows }, (_, i) => {
      const time = start + 1000 * i + writer
      return `v,X,${time},${time},,buy,${100 + writer},1`
    }),
    `v,X,${start},${start},,buy,-1,1`,
  ].join('\n')

const dead = async (): Promise<string> => {
  const gone = spawn('true')
  await once(gone, 'exit')
  return JSON.stringify({ host: hostname(), pid: gone.pid })
}

test('eight imports into one recording at once lose nothing, over the lock of a process that died', async () => {
  const out = temporaryFolder()
  writeFileSync(join(out, '.committing'), await dead())
  const writers = Array.from({ length: 8 }, (_, writer) => writer)
  const done = await Promise.all(writers.map((own) => imported('tardis', fileWith('X.csv', trades(own)), { out })))
  expect(done.map(({ total }) => total.accepted)).toEqual(writers.map(() => 5))
  expect((await readManifest(out))?.sources).toHaveLength(8)
  const prices = (await eventsOf(out, { venue: 'v', symbol: 'X' })).map((event) => 'price' in event && event.price)
  expect(prices).toEqual(Array.from({ length: 40 }, (_, i) => 100 + (i % 8)))
  expect(quarantineOf(out)).toHaveLength(8)
  expect(existsSync(join(out, '.committing'))).toBe(false)
})

test('the same file and overlapping bars, imported twice at once, are recorded once', async () => {
  const bars = (from: number): string =>
    ['time,open,high,low,close,volume', ...[0, 1, 2].map((i) => `${1_700_000_040 + (from + i) * 60},9,9,9,9,1`)].join(
      '\n',
    )
  const [out, both] = [temporaryFolder(), temporaryFolder()]
  const [same, first, next] = [fileWith('X.csv', trades(1)), fileWith('X.csv', bars(0)), fileWith('X.csv', bars(1))]
  const twice = await Promise.all([same, same].map((file) => imported('tardis', file, { out })))
  expect(twice.map(({ summary }) => summary.files[0].isNew).sort()).toEqual([false, true])
  expect(await eventsOf(out, { venue: 'v', symbol: 'X' })).toHaveLength(5)
  expect(quarantineOf(out)).toHaveLength(1)
  await Promise.all([first, next].map((file) => imported('ohlcv', file, { out: both })))
  expect(await barsOf(both, { venue: 'file', symbol: 'X' })).toHaveLength(4)
})

test('one after the other works on a recording; the one that waits says for whom', async () => {
  const folder = temporaryFolder()
  const order: string[] = []
  let said!: (text: string) => void
  const waits = new Promise<string>((resolve) => (said = resolve))
  const second = await whileLocked(folder, async () => {
    const next = whileLocked(folder, async () => void order.push('second'), said)
    expect(await waits).toBe(`waiting for process ${process.pid} on ${hostname()}, which stores rows in ${folder}`)
    order.push('first')
    return { next }
  })
  await second.next
  expect(order).toEqual(['first', 'second'])
})

test('a lock without an owner, and a takeover that a crash cut off, hold nobody up for long', async () => {
  const folder = temporaryFolder()
  const lock = join(folder, '.committing')
  for (const path of [lock, `${lock}.takeover`]) {
    writeFileSync(path, '')
    utimesSync(path, 1, 1)
  }
  expect(await whileLocked(folder, async () => 'done')).toBe('done')
  expect(existsSync(lock) || existsSync(`${lock}.takeover`)).toBe(false)
})

test('a fault while a recording is locked releases it', async () => {
  const folder = temporaryFolder()
  await expect(whileLocked(folder, () => Promise.reject(new Error('full')))).rejects.toThrow('full')
  expect(await whileLocked(folder, async () => 'done')).toBe('done')
})

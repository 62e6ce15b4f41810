/** The settings of the worker. */
export type WorkerTask = {
  /** Path of the tardis-dev package. */
  readonly package: string
  readonly exchange: string
  readonly symbols: readonly string[]
  readonly withTickers: boolean
  /** Address instead of the venue's own. */
  readonly url: string | undefined
  /** Milliseconds of silence after which the library gives its connection up. */
  readonly silence: number
}

/**
 * The program of the worker thread: it posts tardis-dev's normalized stream message by message, times as microseconds.
 * The library reconnects by itself, without a pause after a clean close, and cannot be stopped while its venue is
 * silent; therefore the thread ends with its first connection and can be ended from outside. It is a text because a
 * worker thread starts from plain JavaScript and only the thread loads the package.
 */
export const workerProgram = `
const { parentPort, workerData } = require('node:worker_threads')
const { exchange, symbols, withTickers, url, silence } = workerData
if (url !== undefined) process.env['WSS_URL_' + exchange.toUpperCase().replace(/-/g, '_')] = url
const tardis = require(workerData.package)
const normalizers = [tardis.normalizeTrades, tardis.normalizeBookTickers]
if (withTickers) normalizers.push(tardis.normalizeDerivativeTickers)
const ended = (reason) => {
  parentPort.postMessage({ type: 'ended', reason: String(reason) })
  process.exit()
}
const onError = (error) => ended(error && error.message)
const stream = tardis.streamNormalized(
  { exchange, symbols, timeoutIntervalMS: silence, withDisconnectMessages: true, onError },
  ...normalizers,
)
const run = async () => {
  for await (const message of stream) {
    if (message.type === 'disconnect') return ended('closed by the venue')
    const { timestamp } = message
    const time = timestamp instanceof Date ? timestamp.getTime() * 1000 + (timestamp.μs || 0) : undefined
    const due = message.fundingTimestamp
    const fundingTime = due instanceof Date ? due.getTime() * 1000 : undefined
    const times = { time, fundingTime, timestamp: undefined, localTimestamp: undefined, fundingTimestamp: undefined }
    parentPort.postMessage({ ...message, ...times })
  }
}
run().catch(onError)
`

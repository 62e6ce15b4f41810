import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { Fault } from '../../core/error'
import type { InstrumentDescription, RecordingDescription, RecordingReader } from '../../ports/recording-store'
import { grouped } from './grouped'
import { readForWork, readManifest, recordedInstrument, type Manifest } from './manifest'
import { readArrivals } from './read-arrivals'
import { readBars } from './read-bars'
import { readEvents } from './read-events'
import { readRows } from './read-rows'
import {
  bookChangeRows,
  bookSnapshotRows,
  delayRows,
  deliveryPriceRows,
  derivativeTickerRows,
  fundingRows,
  optionRows,
  truthRows,
} from './row-readers'

/** The instruments of a recording with their channels, from its manifest. */
export const describeInstruments = (manifest: Manifest): readonly InstrumentDescription[] =>
  [...grouped(manifest.parts, ({ venue, symbol }) => JSON.stringify([venue, symbol])).values()].map((own) => ({
    venue: own[0].venue,
    symbol: own[0].symbol,
    instrument: recordedInstrument(manifest, own[0]),
    channels: [...grouped(own, ({ channel }) => channel)].map(([channel, files]) => ({
      channel,
      rows: files.reduce((sum, { rows }) => sum + rows, 0),
      from: files.reduce((least, { from }) => Math.min(least, from), Infinity),
      to: files.reduce((most, { to }) => Math.max(most, to), -Infinity),
    })),
  }))

const hashFiles = async (folder: string, { parts }: Manifest): Promise<string> => {
  const hash = createHash('sha256')
  for (const { path } of parts) {
    hash.update(`${path}\n`)
    for await (const bytes of createReadStream(join(folder, path))) hash.update(bytes as Buffer)
  }
  return hash.digest('hex')
}

const readerOf = async (folder: string, manifest: Manifest): Promise<RecordingReader> => {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2', memory_limit: '512MiB' })
  const recording = { instance, folder, manifest }
  const { origin, title, licence, sources, world } = manifest
  return {
    describe: async (): Promise<RecordingDescription> => ({
      ...{ origin, title, licence, sha256: await hashFiles(folder, manifest) },
      ...{ instruments: describeInstruments(manifest), sources, world },
    }),
    instrument: (instrument) => recordedInstrument(manifest, instrument),
    events: (instrument, span = {}) => readEvents(recording, instrument, span),
    bars: (instrument, span = {}) => readBars(recording, instrument, span),
    options: (instrument, span = {}) => readRows(recording, instrument, span, optionRows),
    derivativeTickers: (instrument, span = {}) => readRows(recording, instrument, span, derivativeTickerRows),
    funding: (instrument, span = {}) => readRows(recording, instrument, span, fundingRows),
    deliveryPrices: (instrument, span = {}) => readRows(recording, instrument, span, deliveryPriceRows),
    bookSnapshots: (instrument, span = {}) => readRows(recording, instrument, span, bookSnapshotRows),
    bookChanges: (instrument, span = {}) => readRows(recording, instrument, span, bookChangeRows),
    delays: (instrument, channel, span = {}) => readRows(recording, instrument, span, delayRows(channel)),
    arrivals: (instrument, span = {}) => readArrivals(recording, instrument, span),
    truth: (instrument, span = {}) => readRows(recording, instrument, span, truthRows),
    close: () => {
      instance.closeSync()
      return Promise.resolve()
    },
  }
}

/** Opens the recording in `folder`; `missing-data` where there is none. What is committed later is not seen. */
export const openRecording = async (folder: string): Promise<RecordingReader> => {
  const manifest = await readManifest(folder)
  if (manifest === undefined)
    throw new Fault('missing-data', `${folder}: no recording here (recording.json is missing)`)
  return readerOf(folder, manifest)
}

/** Opens a recording to work with; `missing-data` where there is none, and where it is empty. */
export const openForWork = async (folder: string): Promise<RecordingReader> =>
  readerOf(folder, await readForWork(folder))

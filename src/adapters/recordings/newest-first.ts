import { createWriteStream } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import { instrumentName } from '../../core/market/instrument'
import type { Format, RowSink, SourceContext, SourceLine } from './formats/format'

/**
 * Whether bars come newest first: of the first lines of each instrument, none is newer than the one before it and some
 * are older.
 */
export const runsBackwards = (
  format: Format,
  context: Omit<SourceContext, 'sink' | 'note' | 'flag'>,
  lines: readonly SourceLine[],
): boolean => {
  const latest = new Map<string, number>()
  let [older, newer, areBars] = [0, 0, true]
  const sink: RowSink = {
    accept: ({ instrument, stream, time }) => {
      if (stream !== 'bars') areBars = false
      if (time === undefined) return
      const name = instrumentName(instrument)
      const last = latest.get(name)
      if (last !== undefined && time < last) older++
      if (last !== undefined && time > last) newer++
      latest.set(name, time)
    },
    refuse: () => undefined,
  }
  const reader = format.start({ ...context, sink, note: () => undefined, flag: () => undefined })
  for (const line of lines) if (line.number > (context.dialect.headerLine ?? 0)) reader.line(line)
  reader.end()
  return areBars && older > 0 && newer === 0
}

const blockBytes = 256 * 1024
const newline = 10

const asLine = (text: string): SourceLine => {
  const at = text.indexOf(' ')
  return { number: Number(text.slice(0, at)), raw: text.slice(at + 1) }
}

/**
 * The lines of a source in batches from the last to the first, with the numbers that they have in the file. They wait
 * in the file `spool`, which is removed at the end, so that the memory taken does not grow with the source.
 */
export const reversedLines = async function* (
  batches: AsyncIterable<readonly SourceLine[]>,
  spool: string,
): AsyncGenerator<readonly SourceLine[]> {
  try {
    const stream = createWriteStream(spool)
    for await (const lines of batches) {
      const text = lines.map(({ number, raw }) => `${number} ${raw}\n`).join('')
      if (text !== '' && !stream.write(text)) await once(stream, 'drain')
    }
    stream.end()
    await finished(stream)
    const file = await open(spool)
    try {
      let { size: left } = await file.stat()
      // The beginning of a line whose end has been read.
      let rest = Buffer.alloc(0)
      while (left > 0) {
        const length = Math.min(blockBytes, left)
        left -= length
        const { buffer } = await file.read(Buffer.alloc(length), 0, length, left)
        const text = Buffer.concat([buffer, rest])
        const from = left === 0 ? 0 : text.indexOf(newline) + 1
        if (from === 0 && left > 0) {
          rest = text
          continue
        }
        rest = Buffer.from(text.subarray(0, from))
        const lines = text.toString('utf8', from).split('\n')
        yield lines
          .filter((line) => line !== '')
          .reverse()
          .map(asLine)
      }
    } finally {
      await file.close()
    }
  } finally {
    await rm(spool, { force: true })
  }
}

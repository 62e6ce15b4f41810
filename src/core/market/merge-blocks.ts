type Cursor<T> = { readonly rest: AsyncIterator<readonly T[]>; block: readonly T[]; at: number; time: number }

const blockRows = 4096

/** The first cursor with the earliest time. */
const earliest = <T>(cursors: readonly Cursor<T>[]): Cursor<T> => {
  let best = cursors[0]
  for (let i = 1; i < cursors.length; i++) if (cursors[i].time < best.time) best = cursors[i]
  return best
}

/**
 * Merges streams, each in time order, into one in time order; items of one time in the order of the streams. Holds one
 * block of each stream.
 */
export const mergeBlocks = async function* <T>(
  streams: readonly AsyncIterable<readonly T[]>[],
  timeOf: (item: T) => number,
): AsyncGenerator<readonly T[]> {
  const load = async (cursor: Cursor<T>): Promise<void> => {
    do {
      const next = await cursor.rest.next()
      cursor.block = next.done ? [] : next.value
      cursor.at = 0
      if (next.done) {
        cursor.time = Infinity
        return
      }
    } while (cursor.block.length === 0)
    cursor.time = timeOf(cursor.block[0])
  }
  const cursors = streams.map((stream): Cursor<T> => ({
    rest: stream[Symbol.asyncIterator](),
    block: [],
    at: 0,
    time: -Infinity,
  }))
  if (cursors.length === 0) return
  try {
    await Promise.all(cursors.map(load))
    let merged: T[] = []
    for (let next = earliest(cursors); next.time < Infinity; next = earliest(cursors)) {
      merged.push(next.block[next.at])
      if (++next.at === next.block.length) await load(next)
      else next.time = timeOf(next.block[next.at])
      if (merged.length < blockRows) continue
      yield merged
      merged = []
    }
    if (merged.length > 0) yield merged
  } finally {
    await Promise.all(cursors.map((cursor) => cursor.rest.return?.()))
  }
}

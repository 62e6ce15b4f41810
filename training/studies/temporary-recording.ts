import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dataFiles, importSource, sourcesOf, type FormatName } from '../../src/adapters/recordings'

/** Files of one format that make one recording; `symbol` where the files do not name the instrument. */
type ImportedFiles = {
  readonly title: string
  readonly format: FormatName
  readonly paths: readonly string[]
  readonly symbol?: string
}

/** Imports files into a recording in a temporary folder, calls `use` with its path and removes the folder. */
export const withTemporaryRecording = async <T>(
  { title, format, paths, symbol }: ImportedFiles,
  use: (recording: string) => Promise<T>,
): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), 'bandshift-study-'))
  try {
    const recording = join(folder, 'recording')
    for (const path of paths)
      for (const source of sourcesOf(format, await dataFiles(path)))
        await importSource({
          format,
          source,
          recording,
          identity: { origin: 'real', title, licence: 'unknown' },
          venue: undefined,
          symbol,
          onRows: () => undefined,
        })
    return await use(recording)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

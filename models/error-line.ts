/** Folders of an absolute path, POSIX or Windows. */
const folders = /(?<=^|[\s'"(:])(?:[A-Za-z]:)?[\\/](?:[^\s'":\\/]+[\\/])+/g

/**
 * First line of an error, at most 200 characters, folders left out: it is written into model cards, which must be equal
 * on every machine.
 */
export const errorLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0].trim().replace(folders, '').slice(0, 200)

import { Fault } from '../../../core/error'

const noRoom = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])
const notAllowed = new Set(['EACCES', 'EPERM', 'EROFS'])
const noFolder = new Set(['ENOTDIR', 'EEXIST', 'ENOENT'])

/** What went wrong with the storage of a recording, in a sentence that says what to do. A fault stays what it is. */
export const storageFault = (error: unknown, folder: string): Fault => {
  if (error instanceof Fault) return error
  const { code = '', message = String(error) } = error as Partial<NodeJS.ErrnoException>
  const cause = { cause: error }
  if (noRoom.has(code) || /no space left|disk full/i.test(message))
    return new Fault(
      'unavailable',
      `${folder}: no room left to record; free some and start again, nothing committed is lost`,
      cause,
    )
  if (notAllowed.has(code)) return new Fault('unavailable', `${folder}: may not be written to by this user`, cause)
  if (noFolder.has(code)) return new Fault('unavailable', `${folder}: cannot be a folder here (${code})`, cause)
  return new Fault('unavailable', `${folder}: recording failed: ${message.split('\n')[0]}`, cause)
}

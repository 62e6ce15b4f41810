/** What the system refused, by its own name for it, and what to do. */
const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full: free some space, or name a folder on another disk',
  EDQUOT: 'the disk quota is used up: free some space, or name a folder on another disk',
  EACCES: 'permission denied: name a folder that this account may use, or change its permissions',
  EPERM: 'the system does not permit it to this account',
  EROFS: 'the file system is read-only: name another folder',
  EIO: 'the disk does not answer: look at its health',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'its symbolic links go round in a circle',
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of the path is no folder',
  EISDIR: 'it is a folder',
  EEXIST: 'it exists already',
  EMFILE: 'too many files are open: raise the limit (ulimit -n)',
  ENFILE: 'the system has too many files open',
  ENOMEM: 'the system has no memory left',
  EBUSY: 'another program uses it',
  EXDEV: 'it is on another disk',
}

const tries: Readonly<Record<string, string>> = {
  open: 'open',
  mkdir: 'make the folder',
  write: 'write',
  read: 'read',
  rename: 'rename',
  rm: 'remove',
  unlink: 'remove',
  scandir: 'list',
  copyfile: 'copy',
  link: 'link',
  fsync: 'write',
}

const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  typeof error === 'object' && error !== null && 'syscall' in error && 'code' in error

/**
 * The sentence for an error of the system: what was tried, on which file, why it failed and what to do. Also for those
 * that the recordings' database reports. undefined for any other error, whose stack is wanted.
 */
export const systemErrorText = (error: unknown): string | undefined => {
  if (isSystemError(error)) {
    const { code = '', syscall = '', path } = error
    const reason = reasons[code]
    if (reason === undefined) return undefined
    return `cannot ${tries[syscall] ?? `use (${syscall})`}${path === undefined ? '' : ` ${path}`}: ${reason} (${code})`
  }
  const [, io] = (error instanceof Error && /^IO Error: ([^\n]+)/.exec(error.message)) || []
  return io
}

/** Runs a closer now; running it again does nothing. */
export type CloseOnce = () => Promise<void>

/**
 * Collects what a test opens (servers, pools, processes, folders) and closes what is still open after each test, the
 * last opened first, also where the test failed. With `afterAll` it does so after all tests of the suite. Every closer
 * runs, whatever the others throw; the first error then fails the test.
 */
export const collectClosers = (after: typeof afterEach | typeof afterAll = afterEach) => {
  const open = new Set<CloseOnce>()
  after(async () => {
    const errors: unknown[] = []
    for (const close of [...open].reverse()) await close().catch((error: unknown) => errors.push(error))
    if (errors.length > 0) throw errors[0]
  })
  return (close: () => unknown): CloseOnce => {
    const once: CloseOnce = async () => {
      if (open.delete(once)) await close()
    }
    open.add(once)
    return once
  }
}

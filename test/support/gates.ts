/** A promise that the test resolves. */
export type Gate<T> = { readonly passed: Promise<T>; readonly open: (value: T) => void }

/**
 * Makes gates. After each test those still shut are opened, so that a job which waits at one ends also where the test
 * failed. Call it before whatever closes the jobs' queue: hooks run in the order of their registration.
 */
export const collectGates = () => {
  const shut: ((value: never) => void)[] = []
  afterEach(() => {
    for (const open of shut.splice(0)) open(undefined as never)
  })
  return <T = void>(): Gate<T> => {
    let open: (value: T) => void = () => undefined
    const passed = new Promise<T>((resolve) => (open = resolve))
    shut.push(open)
    return { passed, open }
  }
}

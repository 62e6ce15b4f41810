/**
 * Runs a task every so many milliseconds, never twice at once; closing waits for the one that runs. What it throws goes
 * to `onError`.
 */
export const every = (
  milliseconds: number,
  task: () => Promise<void>,
  onError: (error: unknown) => void,
): { readonly close: () => Promise<void> } => {
  let running: Promise<void> | undefined
  const timer = setInterval(() => {
    running ??= task()
      .catch(onError)
      .finally(() => (running = undefined))
  }, milliseconds)
  return {
    close: async () => {
      clearInterval(timer)
      await running
    },
  }
}

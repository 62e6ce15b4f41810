const signals = ['SIGINT', 'SIGTERM'] as const

/** Resolves with the first signal to stop. */
export const stopSignal = (): Promise<NodeJS.Signals> =>
  new Promise((resolve) => {
    for (const signal of signals) process.once(signal, resolve)
  })

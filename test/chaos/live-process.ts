import { aLiveConfig, aPortfolioSection, aService, shippedInstrument } from '../support/live/a-live-service'

/** One portfolio trades by single orders, the other in slices. */
const config = aLiveConfig({
  portfolios: [
    aPortfolioSection('one', shippedInstrument),
    aPortfolioSection('two', shippedInstrument, { execution: { kind: 'slices', slices: 3, spacing: 60 } }),
  ],
})

/**
 * The whole service in a process of its own, on the database given as the last argument; says when orders were filled.
 */
const run = async (): Promise<void> => {
  const service = await aService({ database: process.argv.at(-1) ?? '', config })
  process.stdout.write('started\n')
  process.once('SIGTERM', () => {
    void service.close().then(() => process.exit(0))
  })
  for (let seen = 0; ;) {
    await service.whenLogged(({ event }) => event === 'order.filled', seen)
    seen = service.logged.findIndex(({ event }, i) => i >= seen && event === 'order.filled') + 1
    process.stdout.write('filled\n')
  }
}

run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  process.exit(1)
})

import type { Bench } from './measurement'

/** Every bench by name, in the order of the table; loaded in the process that runs it. */
export const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  'import-rows': async () => (await import('./import-rows.js')).bench,
  'import-bars': async () => (await import('./import-bars.js')).bench,
  'import-peer': async () => (await import('./import-peer.js')).bench,
  'events-to-features': async () => (await import('./events-to-features.js')).bench,
  'market-state': async () => (await import('./market-state.js')).bench,
  greeks: async () => (await import('./greeks.js')).bench,
  surface: async () => (await import('./surface.js')).bench,
  'american-legs': async () => (await import('./american-legs.js')).bench,
  'margin-100-legs': async () => (await import('./margin-100-legs.js')).bench,
  'evaluate-100-legs': async () => (await import('./evaluate-100-legs.js')).bench,
  'hedge-paths': async () => (await import('./hedge-paths.js')).bench,
  routing: async () => (await import('./routing.js')).bench,
  attribution: async () => (await import('./attribution.js')).bench,
  'greek-hedge': async () => (await import('./greek-hedge.js')).bench,
  inference: async () => (await import('./inference.js')).bench,
  'train-forecaster': async () => (await import('./train-forecaster.js')).bench,
  'train-backends': async () => (await import('./train-backends.js')).bench,
  'train-band-network': async () => (await import('./train-band-network.js')).bench,
  'queue-latency': async () => (await import('./queue-latency.js')).bench,
  'heartbeat-lateness': async () => (await import('./heartbeat-lateness.js')).bench,
  'heartbeat-throughput': async () => (await import('./heartbeat-throughput.js')).bench,
  'ledger-commit': async () => (await import('./ledger-commit.js')).bench,
  feeds: async () => (await import('./feeds.js')).bench,
  'tick-to-decision': async () => (await import('./tick-to-decision.js')).bench,
  evaluations: async () => (await import('./evaluations.js')).bench,
  'live-memory': async () => (await import('./live-memory.js')).bench,
  'due-to-committed': async () => (await import('./due-to-committed.js')).bench,
  peers: async () => (await import('./peers.js')).bench,
  demo: async () => (await import('./demo.js')).bench,
}

/** Benches that a run of all leaves out: they install packages of another registry. */
export const onRequest: ReadonlySet<string> = new Set(['peers'])

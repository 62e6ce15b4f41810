import type { Venue } from '../../ports/venue'
import type { VenueConfig } from '../config/file/schema'
import type { Engine } from '../engine/engine'
import { openVenue, type VenueParts } from '../engine/open-venue'
import type { Log } from '../log'
import type { Closers } from './closers'
import { every } from './every'

/** Milliseconds between two comparisons with a venue; and with one that could not be compared yet. */
const reconcileEvery = 60_000
const unsettledEvery = 2_000

/** Opens the venues of a configuration. Throws as their adapters do. */
export const openVenues = async (
  configs: readonly VenueConfig[],
  parts: VenueParts,
  closers: Closers,
): Promise<readonly Venue[]> => {
  const venues: Venue[] = []
  for (const config of configs) venues.push(closers.own(`venue ${config.name}`, await openVenue(config, parts)))
  return venues
}

/** Compares ledger and venues until each could be compared, then every minute. */
export const keepReconciled = (desk: Engine['desk'], venues: readonly Venue[], log: Log) => {
  const last = new Map<string, number>()
  const reconcile = async (): Promise<void> => {
    for (const { name } of venues) {
      const isFresh = desk.isReconciled(name) && performance.now() - (last.get(name) ?? 0) < reconcileEvery
      if (isFresh) continue
      await desk.reconcile(name)
      last.set(name, performance.now())
    }
  }
  return every(unsettledEvery, reconcile, (error) => log.error({ event: 'reconciliation.failed', error }))
}

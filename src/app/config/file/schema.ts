import { z } from 'zod'
import { isSecret, type Secret } from '../secret'
import { pathField, secretField, section, type Lookup } from './fields'
import { alertsSection } from './sections/alerts'
import type { ReadText } from './sections/execution'
import { feedSection } from './sections/feed'
import { modelsSection } from './sections/models'
import { portfolioSection } from './sections/portfolio'
import { schedulesSection } from './sections/schedules'
import { serviceSection } from './sections/service'
import { venueSection } from './sections/venue'

/** The configuration file, its references to secrets looked up and the files that it names read. */
export const fileSchema = (lookup: Lookup, read: ReadText) => {
  const secret = secretField(lookup)
  return section({
    service: serviceSection(secret).prefault({}),
    feeds: z.array(feedSection(secret)).min(1).max(100),
    venues: z.array(venueSection(secret)).min(1).max(100),
    /** Absent: portfolios run on baselines. */
    models: modelsSection.optional(),
    portfolios: z.array(portfolioSection(read)).min(1).max(10_000),
    schedules: schedulesSection,
    alerts: alertsSection(secret),
    /** Where what arrives is recorded; absent: nothing is. */
    record: section({
      folder: pathField,
      /** Goes on with what the recording says its instruments are, where a venue says otherwise. */
      keepFacts: z.boolean().default(false),
    }).optional(),
  })
}

/** The configuration of the service, checked and complete. */
export type ServiceConfig = z.output<ReturnType<typeof fileSchema>>

export type FeedConfig = ServiceConfig['feeds'][number]

export type VenueConfig = ServiceConfig['venues'][number]

/**
 * Every secret that the configuration refers to, for the log to keep out: `startLog({ ...settings, others:
 * secretsOfFile(config) })`.
 */
export const secretsOfFile = (config: ServiceConfig): readonly Secret[] => {
  const found: Secret[] = []
  const visit = (node: unknown): void => {
    if (isSecret(node)) found.push(node)
    else if (typeof node === 'object' && node !== null) Object.values(node).forEach(visit)
  }
  visit(config)
  return found
}

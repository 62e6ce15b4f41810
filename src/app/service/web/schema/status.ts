import { z } from 'zod'
import { finite, list, named, time } from './shape'

export const killSwitchShape = named(
  'KillSwitch',
  z.object({
    engaged: z.boolean(),
    reason: z.string().optional(),
    by: z.string().optional(),
    at: time.optional(),
  }),
)

export const queueHealth = named(
  'QueueHealth',
  z.object({
    backend: z.enum(['postgresql', 'redis']),
    answers: z.boolean(),
    portfolios: z.object({ waiting: z.int(), beating: z.int(), failed: z.int(), overdue: z.int() }),
    lateness: z
      .object({ p50: finite, p99: finite, count: z.int() })
      .optional()
      .describe('Seconds from due to started, over the last evaluations'),
    jobs: list(z.object({ kind: z.string(), waiting: z.int(), active: z.int(), failed: z.int() })),
  }),
)

const check = named('ReadinessCheck', z.object({ name: z.string(), ready: z.boolean(), reason: z.string().optional() }))

export const readiness = named('Readiness', z.object({ ready: z.boolean(), checks: list(check) }))

/** The service as a whole. */
export const status = named(
  'Status',
  z.object({
    version: z.string(),
    now: time.describe('Of the service clock; in a replay the last event, microseconds'),
    clock: z.enum(['live', 'replay']),
    startedAt: time,
    killSwitch: killSwitchShape,
    queue: queueHealth,
  }),
)

export const alert = named(
  'Alert',
  z.object({
    at: time,
    severity: z.enum(['info', 'warning', 'critical']),
    event: z.string(),
    portfolio: z.string().optional(),
    subject: z.string().optional(),
    text: z.string(),
  }),
)

export const action = named(
  'Action',
  z.object({
    at: time,
    actor: z.string(),
    action: z.string(),
    portfolio: z.string().optional(),
    details: z.unknown(),
  }),
)

export type Status = z.infer<typeof status>

export type QueueStatus = z.infer<typeof queueHealth>

export type Readiness = z.infer<typeof readiness>

export type AlertItem = z.infer<typeof alert>

export type ActionItem = z.infer<typeof action>

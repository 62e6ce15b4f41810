import { z } from 'zod'
import { section, type SecretField } from '../fields'

const severity = z.enum(['info', 'warning', 'critical']).default('warning')

/** Where alerts are sent: events of at least this severity. */
export const alertsSection = (secret: SecretField) =>
  section({
    /** The whole address is a secret, because it usually contains a token. */
    webhook: section({ url: secret, severity }).optional(),
    telegram: section({
      token: secret,
      chat: z.string().regex(/^-?\d{1,20}$|^@\w{3,64}$/, { error: 'is the id of a chat, in quotes, or @channel' }),
      severity,
    }).optional(),
  }).prefault({})

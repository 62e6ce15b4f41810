import { z } from 'zod'
import { hostField, nameField, section, type SecretField } from '../fields'

/** Where the service listens and who may operate it. */
export const serviceSection = (secret: SecretField) =>
  section({
    /** Loopback by default. */
    host: hostField.default('127.0.0.1'),
    /** 0: a free one. */
    port: z.int().min(0).max(65_535).default(8420),
    /** Names under which it is reached beyond loopback, `host` or `host:port`. */
    hosts: z.array(z.string().regex(/^[\w.[\]:-]{1,255}$/, { error: 'is a host or host:port' })).default([]),
    /** Viewers over WebSocket at a time. */
    viewers: z.int().min(1).max(1_000).default(32),
    operators: z.array(section({ name: nameField, token: secret })).default([]),
  })

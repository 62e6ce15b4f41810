import { isSecret, type Secret } from '../secret'
import type { ServiceConfig } from './schema'

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

import { randomBytes } from 'node:crypto'
import { config, lookupEnvironment } from '../app/config/config'
import { loadConfig } from '../app/config/file/load-config'
import type { ServiceConfig } from '../app/config/file/schema'
import { plainConfig } from '../app/config/file/write-config'
import { secretsOfFile } from '../app/config/file/secrets-of-file'
import { secret } from '../app/config/secret'
import type { Roles } from '../app/service/live-parts'
import { startLive } from '../app/service/start-live'
import { startLog } from '../app/log'
import { untilTold } from './until-told'

/**
 * The configuration with an operator: where none is named, one for this run with a token that is drawn and shown once,
 * on standard output.
 */
const withOperator = (given: ServiceConfig): { readonly config: ServiceConfig; readonly token: string | undefined } => {
  if (given.service.operators.length > 0) return { config: given, token: undefined }
  const token = randomBytes(24).toString('base64url')
  const operators = [{ name: 'operator', token: secret(token) }]
  return { config: { ...given, service: { ...given.service, operators } }, token }
}

/** Runs a process of the service in its roles until told to stop. */
export const runLive = async (roles: Roles): Promise<void> => {
  const settings = config()
  const loaded = withOperator(loadConfig(settings, lookupEnvironment))
  const log = startLog({ ...settings, others: secretsOfFile(loaded.config) })
  log.info({ event: 'service.configured', config: plainConfig(loaded.config) })
  const live = await startLive({ settings, config: loaded.config, roles, log })
  if (live.address !== undefined) process.stdout.write(`dashboard: ${live.address}\n`)
  if (loaded.token !== undefined && roles.serve) process.stdout.write(`operator token of this run: ${loaded.token}\n`)
  await untilTold(log, live.close)
}

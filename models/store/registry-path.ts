import { join } from 'node:path'
import type { ModelKind } from './card'

/** Folder of one version: `<registry>/<kind>/<id>`. */
export const versionFolder = (registry: string, kind: ModelKind, id: string): string => join(registry, kind, id)

/** The pointer to the version in service, the only file of a registry that changes: `<registry>/<kind>/champion.json`. */
export const championPath = (registry: string, kind: ModelKind): string => join(registry, kind, 'champion.json')

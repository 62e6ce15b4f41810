import { join } from 'node:path'
import type { ModelKind } from './card'

/** Folder of one version: `<registry>/<kind>/<id>`. */
export const versionFolder = (registry: string, kind: ModelKind, id: string): string => join(registry, kind, id)

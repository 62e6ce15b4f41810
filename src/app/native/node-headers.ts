import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Fault } from '../../core/error'
import { runTool } from './run-tool'

const pinned = {
  name: 'node-api-headers@1.9.0',
  sha512: '2oNILP4jXwRB4ywnYKjVk1YyJ96n2D4EOVJO6S3oYZ5PtbJrw3Yt9TpAuX3nBLMuzn74rnfGQrv13pS9vC+YiA==',
}

/**
 * Folder of Node's C interface headers, from the package registry and held to their hash. @throws Fault 'unavailable' |
 * 'bad-input'.
 */
export const fetchNodeHeaders = (folder: string): string => {
  runTool(`fetching ${pinned.name}`, 'npm', ['pack', pinned.name, '--silent', '--pack-destination', folder], {
    cwd: folder,
  })
  const packed = readdirSync(folder).find((name) => name.startsWith('node-api-headers'))
  if (packed === undefined) throw new Fault('unavailable', `npm left no ${pinned.name}`)
  const path = join(folder, packed)
  const digest = createHash('sha512').update(readFileSync(path)).digest('base64')
  if (digest !== pinned.sha512) throw new Fault('bad-input', `${pinned.name} is not the package it should be`)
  runTool('unpacking', 'tar', ['-xf', path, '-C', folder])
  return join(folder, 'package/include')
}

import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { openRecording } from '../../../src/adapters/recordings'
import type { RecordingDescription } from '../../../src/ports/recording-store'
import { parseWorld } from '../../../training/simulator/world'

const data = join(__dirname, '../../../data')

type Meta = {
  readonly origin: string
  readonly licence: string
  readonly rows: Readonly<Record<string, number>>
  readonly sha256: string
  readonly command: string
}

describe('the shipped recording', () => {
  const folder = join(data, 'microstructure')
  const meta = JSON.parse(readFileSync(join(data, 'microstructure.meta.json'), 'utf8')) as Meta
  let described: RecordingDescription
  let switches = 0

  beforeAll(async () => {
    const reader = await openRecording(folder)
    described = await reader.describe()
    const [{ venue, symbol }] = described.instruments
    let last: number | undefined
    for await (const rows of reader.truth({ venue, symbol }))
      for (const { state } of rows) {
        if (last !== undefined && state !== last) switches++
        last = state
      }
    await reader.close()
  })

  it('has the origin, licence, rows and hash of its description', () => {
    expect(described.origin).toBe('synthetic')
    const rows = Object.fromEntries(
      described.instruments[0].channels.map(({ channel, rows: count }) => [channel, count]),
    )
    expect({ ...meta, command: undefined, title: undefined }).toEqual({
      origin: described.origin,
      licence: described.licence,
      rows,
      sha256: described.sha256,
    })
    expect(meta.command).toContain(`--out data/microstructure`)
  })

  it('comes from the world it records, which changes state at least a hundred times', () => {
    expect(parseWorld(described.world).kind).toBe('microstructure')
    expect(switches).toBeGreaterThanOrEqual(100)
  })

  it('stays small: 7 MB in all and 1 MiB a file', () => {
    const sizes = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => statSync(join(entry.parentPath, entry.name)).size)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(7_000_000)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1 << 20)
  })
})

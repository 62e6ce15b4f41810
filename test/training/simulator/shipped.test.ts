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
  const states: number[] = []

  beforeAll(async () => {
    const reader = await openRecording(folder)
    described = await reader.describe()
    const [{ venue, symbol }] = described.instruments
    for await (const rows of reader.truth({ venue, symbol })) for (const { state } of rows) states.push(state)
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

  it('comes from the world it records, each of whose states holds a fifth of the first 70 % and of the last 30 %', () => {
    expect(parseWorld(described.world)).toMatchObject({ kind: 'microstructure', vols: [0.3, 0.67, 1.65] })
    const cut = Math.floor(0.7 * states.length)
    for (const part of [states.slice(0, cut), states.slice(cut)])
      for (const state of [0, 1, 2])
        expect(part.filter((own) => own === state).length / part.length).toBeGreaterThanOrEqual(0.2)
  })

  it('stays small: 10 MB in all and 1 MiB a file', () => {
    const sizes = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => statSync(join(entry.parentPath, entry.name)).size)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(10_000_000)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1 << 20)
  })
})

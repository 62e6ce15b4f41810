import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { fileWith, imported, temporaryFolder } from './folder'

const endedProcess = (): number => spawnSync(process.execPath, ['-e', '']).pid

test('an import removes what a crashed one left behind, and nothing that another still writes', async () => {
  const out = join(temporaryFolder(), 'recording')
  const machine = encodeURIComponent(hostname())
  const gone = endedProcess()
  const [left, living, elsewhere] = [`${machine}-${gone}`, `${machine}-${process.ppid}`, `elsewhere-${gone}`]
  for (const owner of [left, living, elsewhere]) {
    mkdirSync(join(out, `.writing-${owner}-abc`, 'spill'), { recursive: true })
    mkdirSync(join(out, 'quarantine'), { recursive: true })
    writeFileSync(join(out, 'quarantine', `.writing-${owner}-x.csv`), 'row,reason,line\n')
  }
  await imported(
    'ohlcv',
    fileWith('x.csv', 'ts_ms,open,high,low,close\n1700000000000,1,2,1,2\n1700000060000,2,2,1,1\n'),
    {
      out,
    },
  )
  const hidden = (folder: string): string[] => readdirSync(folder).filter((name) => name.startsWith('.'))
  expect(hidden(out)).toEqual([`.writing-${elsewhere}-abc`, `.writing-${living}-abc`].sort())
  expect(hidden(join(out, 'quarantine'))).toEqual([`.writing-${elsewhere}-x.csv`, `.writing-${living}-x.csv`].sort())
})

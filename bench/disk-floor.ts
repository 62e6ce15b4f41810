import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Measurement } from './measurement'
import { percentiles } from './percentiles'

/** What no commit can be faster than: a page of 8 KiB written and brought to the disk, so many times, 10 ms apart. */
export const diskFloor = async (times: number): Promise<readonly Measurement[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'bandshift-disk-'))
  const file = openSync(join(folder, 'page'), 'w')
  const taken: number[] = []
  try {
    const page = Buffer.alloc(8_192, 'x')
    for (let i = 0; i < times; i++) {
      await pause(10)
      const began = performance.now()
      writeSync(file, page)
      fdatasyncSync(file)
      taken.push(performance.now() - began)
    }
  } finally {
    closeSync(file)
    rmSync(folder, { recursive: true, force: true })
  }
  return percentiles('floor: a page to the disk', taken, 'ms')
}

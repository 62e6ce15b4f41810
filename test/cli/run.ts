import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCli } from '../../src/cli/program'

export type Outcome = { readonly code: number; readonly stdout: string; readonly stderr: string }

/**
 * Runs the command line in this process and gives back what it printed. The exit code that something before it set
 * plays no part, and that of the command does not stay.
 */
export const run = async (...argv: readonly string[]): Promise<Outcome> => {
  const printed = { stdout: '', stderr: '' }
  const before = process.exitCode
  process.exitCode = undefined
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    jest.spyOn(process[stream], 'write').mockImplementation((text) => {
      printed[stream] += String(text)
      return true
    }),
  )
  try {
    return { code: await runCli(argv), ...printed }
  } finally {
    process.exitCode = before
    for (const spy of spies) spy.mockRestore()
  }
}

const folder = mkdtempSync(join(tmpdir(), 'bandshift-cli-'))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A path in a folder of the test's own. */
export const scratch = (name: string): string => join(folder, name)

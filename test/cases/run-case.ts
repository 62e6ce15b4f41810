import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { realDataFolder } from '../support/real-data'

const root = resolve(__dirname, '../..')

/** The folders of recorded quirks: one each, with input files and a `command.sh` that writes into `OUT`. */
const casesFolder = resolve(process.env.BANDSHIFT_CASES ?? join(realDataFolder, '../cases'))

export type CaseRun = {
  /** Standard output and standard error, in the order in which they came. */
  readonly text: string
  /** The exit codes that the commands printed, in order. */
  readonly exits: readonly number[]
  /** The folder that the commands wrote into. */
  readonly out: string
}

const run = (folder: string, out: string): Promise<CaseRun> =>
  new Promise((resolve, reject) => {
    const child = spawn('bash', [join(folder, 'command.sh')], { cwd: root, env: { ...process.env, OUT: out } })
    let text = ''
    child.stdout.on('data', (piece: Buffer) => (text += piece.toString()))
    child.stderr.on('data', (piece: Buffer) => (text += piece.toString()))
    child.on('error', reject)
    child.on('close', () =>
      resolve({ text, exits: [...text.matchAll(/^exit (\d+)$/gm)].map(([, code]) => Number(code)), out }),
    )
  })

/**
 * Runs the commands of one case and hands over what they printed and wrote. Where the folder is absent the case counts
 * as one skipped test under a name that says why.
 */
export const testCase = (name: string, title: string, body: (run: CaseRun) => void | Promise<void>): void => {
  const folder = join(casesFolder, name)
  if (!existsSync(folder)) {
    test.skip(`${name}: ${title} (skipped: no such case in BANDSHIFT_CASES)`, () => undefined)
    return
  }
  test(`${name}: ${title}`, async () => {
    const out = await mkdtemp(join(tmpdir(), 'case-'))
    try {
      await body(await run(folder, out))
    } finally {
      await rm(out, { recursive: true, force: true })
    }
  })
}

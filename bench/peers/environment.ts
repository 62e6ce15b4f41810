import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runTool, starts } from '../../src/app/native/run-tool'
import { projectFolder } from '../../src/app/project-folder'

/** The sources of the peers' programs: they are Python and are not compiled. */
const folder = (): string => join(projectFolder(), 'bench', 'peers')

/**
 * A Python with the peers of requirements.txt, made once below `.bandshift` from the index that pip is set to.
 * @throws Fault 'unavailable' where there is no Python 3, no `venv` or no such index.
 */
export const peerPython = (): string => {
  const requirements = join(folder(), 'requirements.txt')
  const digest = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12)
  const home = join(projectFolder(), '.bandshift', `peers-${digest}`)
  const python = join(home, 'bin', 'python')
  if (existsSync(python) && starts(python, '-c', 'import QuantLib, arch, jumpmodels')) return python
  rmSync(home, { recursive: true, force: true })
  process.stderr.write('setting up QuantLib, arch and jumpmodels in an environment of their own …\n')
  const making = `${home}-${process.pid}`
  runTool('making an environment for the peers', 'python3', ['-m', 'venv', making])
  const pip = join(making, 'bin', 'pip')
  runTool('installing the peers', pip, ['install', '--quiet', '--disable-pip-version-check', '-r', requirements])
  renameSync(making, home)
  return python
}

/** Runs a peer's program: one JSON document in, one out. One core, as for ours. */
export const askPeer = <Answer>(python: string, program: string, input: unknown): Answer => {
  const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' }
  const options = { input: JSON.stringify(input), env, maxBuffer: 256 << 20, encoding: 'utf8' as const }
  return JSON.parse(execFileSync(python, [join(folder(), `${program}.py`)], options)) as Answer
}

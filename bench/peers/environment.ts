import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runTool, starts } from '../../src/app/native/run-tool'
import { projectFolder } from '../../src/app/project-folder'

/** The sources of the peers' programs: they are Python and are not compiled. */
const folder = (): string => join(projectFolder(), 'bench', 'peers')

/** Peers that live in one environment: their list of packages, and what a Python with all of them can import. */
const environments = {
  finance: { requirements: 'requirements.txt', packages: ['QuantLib', 'arch', 'jumpmodels'] },
  pfhedge: { requirements: 'requirements-pfhedge.txt', packages: ['pfhedge'] },
} as const

/**
 * A Python with the peers of an environment, made once below `.bandshift` from the index that pip is set to. That of
 * pfhedge holds PyTorch, 5 GB on Linux, which asks for another numpy than the rest.
 * @throws Fault 'unavailable' where there is no Python 3, no `venv` or no such index.
 */
export const peerPython = (environment: keyof typeof environments = 'finance'): string => {
  const { requirements: list, packages } = environments[environment]
  const requirements = join(folder(), list)
  const digest = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12)
  const home = join(projectFolder(), '.bandshift', `peers-${digest}`)
  const python = join(home, 'bin', 'python')
  if (existsSync(python) && starts(python, '-c', `import ${packages.join(', ')}`)) return python
  rmSync(home, { recursive: true, force: true })
  process.stderr.write(`setting up ${packages.join(', ')} in an environment of their own …\n`)
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

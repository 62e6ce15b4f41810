import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Fault } from '../../core/error'
import { runTool, starts } from './run-tool'

/** The wheel that the addon was tried with. Its C library asks for no Python; the tags only name the file. */
const pinned = {
  requirement: 'tensorflow-cpu==2.15.1',
  sha256: '54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26',
  tags: ['--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311', '--platform', 'manylinux2014_x86_64'],
}

const pips: readonly (readonly string[])[] = [['pip3'], ['pip'], ['python3', '-m', 'pip'], ['python', '-m', 'pip']]

/**
 * The path of the pinned wheel, fetched by pip from the index that pip is set to and held to its hash. @throws Fault
 * 'unavailable' where there is no pip, no such index or no wheel for this machine.
 */
export const fetchWheel = (folder: string): string => {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Fault('unavailable', `no wheel is pinned for ${process.platform} ${process.arch}; give --archive`)
  const pip = pips.find(([command, ...args]) => starts(command, ...args, '--version'))
  if (pip === undefined) throw new Fault('unavailable', 'there is no pip to fetch tensorflow-cpu with; give --archive')
  const [command, ...args] = pip
  const requirements = join(folder, 'requirements.txt')
  writeFileSync(requirements, `${pinned.requirement} --hash=sha256:${pinned.sha256}\n`)
  runTool(`fetching ${pinned.requirement}`, command, [
    ...args,
    ...['download', '--quiet', '--no-deps', '--only-binary=:all:', '--require-hashes', '-r', requirements],
    ...[...pinned.tags, '--dest', folder],
  ])
  const wheel = readdirSync(folder).find((name) => name.endsWith('.whl'))
  if (wheel === undefined) throw new Fault('unavailable', `pip left no wheel of ${pinned.requirement}`)
  return join(folder, wheel)
}

import { fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Command, CommanderError } from 'commander'
import { Fault } from '../../core/error'
import { projectFolder } from '../project-folder'
import { installAddon, removeAddon } from './install'

type Options = { readonly archive?: string; readonly verify?: boolean }

const tell = (line: string): void => {
  process.stderr.write(`native: ${line}\n`)
}

/**
 * Whether native TensorFlow computes and trains, in a process of its own, because a broken library would crash this
 * one.
 */
const verified = (): Promise<boolean> =>
  new Promise((done) => {
    fork(join(__dirname, 'check-main.js'), { stdio: 'inherit' }).on('exit', (code) => done(code === 0))
  })

const exitCodeOf = (error: unknown): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (!(error instanceof Fault)) throw error
  tell(error.message)
  if (error.code === 'usage') return 2
  return error.code === 'unavailable' ? 3 : 1
}

/**
 * `npm run native [-- --archive path | --verify]`: makes native TensorFlow work where tfjs-node's own download does
 * not. Exit code 0: it computes and trains; 1: it was built and does not work, or the archive is none; 2: wrong use; 3:
 * nothing here to build it from or with.
 */
const main = async (): Promise<void> => {
  const root = new Command('native')
    .description('build the native TensorFlow backend against a libtensorflow that is at hand, and try it')
    .option('--archive <path>', 'libtensorflow as .tar.gz or a wheel; else the wheel of tensorflow-cpu, by pip')
    .option('--verify', 'build nothing: only try what is there')
    .exitOverride()
    .action(async ({ archive, verify }: Options) => {
      const project = projectFolder()
      if (archive !== undefined && !existsSync(archive)) throw new Fault('usage', `there is no ${archive}`)
      if (verify !== true) installAddon(project, archive && resolve(archive), tell)
      if (await verified()) return
      if (verify !== true) removeAddon(project)
      process.exitCode = 1
    })
  try {
    await root.parseAsync()
  } catch (error) {
    process.exitCode = exitCodeOf(error)
  }
}

void main()

import type { Command } from 'commander'
import { config, describeConfig } from '../app/config/settings'
import { diagnose } from '../app/doctor/doctor'
import type { DoctorFinding } from '../app/doctor/finding'
import { command, print, type CommonOptions } from './command'

const line = ({ part, state, found, advice }: DoctorFinding): string =>
  `${state.padEnd(8)}${part.padEnd(14)}${found}${advice === undefined ? '' : `\n${' '.repeat(22)}→ ${advice}`}`

/** `doctor`: lists the parts in use and how to fix what is missing. Exit code 1 where something essential is. */
export const doctorCommand = (): Command =>
  command('doctor', 'say which TensorFlow backend, queue, database and data are in use, and what is missing').action(
    async (options: CommonOptions) => {
      const settings = config()
      const { findings, healthy } = await diagnose(settings)
      print(options, { healthy, settings: describeConfig(settings), findings }, () => findings.map(line).join('\n'))
      if (!healthy) process.exitCode = 1
    },
  )

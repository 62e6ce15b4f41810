import { resolve } from 'node:path'
import type { Command } from 'commander'
import { openHighs } from '../adapters/quadratic-program/highs'
import { verifyLedger, type FailedDecision, type Verification } from '../app/audit/verify/verify-ledger'
import { loadConfig } from '../app/config/file/load-config'
import { config, lookupEnvironment } from '../app/config/settings'
import { Fault } from '../core/error'
import { command, print, type CommonOptions } from './command'
import { withLedger } from './with-ledger'

type Options = CommonOptions & { readonly data: string; readonly portfolio?: string; readonly models?: string }

const failureLines = ({ portfolio, sequence, part, reason, differences }: FailedDecision): readonly string[] => [
  `first: ${sequence === 0 ? portfolio : `decision ${sequence} of ${portfolio}`}, ${part}: ${reason}`,
  ...differences.map(({ path, kept, recomputed }) => `  ${path}: stored ${kept}, again ${recomputed}`),
]

const verificationText = (done: Verification): string =>
  [
    `${done.decisions} decisions of ${done.portfolios} portfolios, ${done.states} market states of ${done.runs} runs, ${done.entries} settlements and fundings: ` +
      (done.different === 0
        ? 'all the same again, byte for byte'
        : `${done.different} decisions differ or are not booked as they were made`),
    ...(done.first === undefined ? [] : failureLines(done.first)),
  ].join('\n')

/** `verify`: recomputes every stored decision from the recording and compares byte for byte. */
export const verifyCommand = (): Command =>
  command('verify', 'make every stored decision again from what was recorded and compare byte for byte')
    .requiredOption('--data <recording>', 'what the service recorded, or the recording that it replayed')
    .option('--portfolio <id>', 'one portfolio; all where absent')
    .option('--models <registry>', "with the models that were in service; the configuration's where absent")
    .action(async ({ data, portfolio, models, ...options }: Options) => {
      const registry = models === undefined ? loadConfig(config(), lookupEnvironment).models?.registry : resolve(models)
      const { solve } = await openHighs()
      const done = await withLedger(({ ledger }) => verifyLedger({ ledger, solve, data, registry, portfolio }))
      print(options, done, () => verificationText(done))
      if (done.different > 0)
        throw new Fault(
          'bad-input',
          `${done.different} of ${done.decisions} decisions do not come out again: the recording, the program or the ledger is not what it was`,
        )
    })

import type { Command } from 'commander'
import { greeks } from './option-greeks'
import { command, print, type CommonOptions } from './command'

type Options = CommonOptions & { readonly input: string; readonly out: string }

/** `greeks`: prices, Greeks and implied volatilities of a CSV of options. */
export const greeksCommand = (): Command =>
  command('greeks', 'price, Greeks and implied volatility of every option in a CSV file')
    .requiredOption('--input <csv>', 'columns type, spot, strike, years, vol (or price), rate, dividend, in any order')
    .requiredOption('--out <csv>', 'where the same rows go with price, Greeks and implied_vol')
    .action(async (options: Options) => {
      const report = await greeks(options.input, options.out)
      print(
        options,
        report,
        () =>
          `${report.rows} options → ${report.out} (${report.solved} volatilities solved from prices, ${report.withoutImpliedVol} prices without information on volatility)`,
      )
    })

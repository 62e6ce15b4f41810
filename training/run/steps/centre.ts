import type { CentreCard } from '../../../models/store/centre'
import { openForWork } from '../../../src/adapters/recordings'
import { Fault } from '../../../src/core/error'
import { chainCadence, chainSettles, readChains } from '../../data/chains'
import { chooseOptions } from '../../data/side-channels'
import { learnCentre } from '../../judge/centre/learn-centre'
import { recordingOf } from '../run-folder'
import { resultOf, type Step } from '../step'
import { bars } from './bars'
import { features } from './features'
import { folds } from './folds'

/** `note`: why there is none, or which centre serves and why; undefined where no chain is recorded. */
type CentreResult = {
  readonly found: Omit<CentreCard, 'id' | 'dataSha256'> | undefined
  readonly note: string | undefined
}

/** The spot-vol slope of the chain recorded beside the bars, learned up to the end of the training part. */
export const centre: Step<CentreResult> = {
  name: 'centre',
  needs: [folds],
  isLong: true,
  async make(run, onProgress) {
    const { description, instrument } = await resultOf(run, bars)
    const { series } = await resultOf(run, features)
    const { split } = await resultOf(run, folds)
    const chain = chooseOptions(description.instruments, instrument.symbol, run.plan.settings.options)
    if (chain === undefined) return { found: undefined, note: undefined }
    const { venue, symbol } = chain
    const to = series.timestamp[split.train.to]
    const { from } = chain.channels.find(({ channel }) => channel === 'options')!
    const reader = await openForWork(recordingOf(run))
    try {
      const settlement = await chainSettles(reader, { venue, symbol }).catch((error: unknown) => {
        if (error instanceof Fault && error.code === 'bad-input') return error.message
        throw error
      })
      if (settlement !== 'linear' && settlement !== 'inverse')
        return { found: undefined, note: `no spot-vol slope is learned: ${settlement}` }
      const chains = await readChains(reader, { venue, symbol }, { ...chainCadence, settlement, span: { to } }, (at) =>
        onProgress('learn the centre', (at - from) / 1e6, Math.max((to - from) / 1e6, 1)),
      )
      if (chains.length === 0)
        return { found: undefined, note: `no spot-vol slope is learned: no surface of ${venue}/${symbol} to train on` }
      const learned = learnCentre(chains, settlement)
      return { found: { kind: 'spot-vol-slope', venue, symbol, ...learned }, note: learned.reason }
    } finally {
      await reader.close()
    }
  },
}

import { Presets, SingleBar } from 'cli-progress'
import type { OnProgress } from '../../training/data/options'

export type ProgressDisplay = { readonly show: OnProgress; readonly stop: () => void }

/** Progress on standard error: a bar on a terminal, a line a stage elsewhere, with the seconds since the start. */
export const startProgress = (): ProgressDisplay => {
  const started = performance.now()
  const seconds = (): string => `${((performance.now() - started) / 1000).toFixed(1)} s`
  if (!process.stderr.isTTY) {
    // Stages that run side by side report in turn: one of the last four is not printed again.
    let recent: readonly string[] = []
    return {
      show(stage) {
        if (!recent.includes(stage)) process.stderr.write(`${seconds().padStart(8)}  ${stage}\n`)
        recent = [...recent.filter((own) => own !== stage), stage].slice(-4)
      },
      stop() {},
    }
  }
  const bar = new SingleBar(
    { format: '{bar} {elapsed}  {stage}', hideCursor: true, clearOnComplete: true },
    Presets.shades_classic,
  )
  bar.start(1, 0, { stage: '', elapsed: seconds() })
  return {
    show(stage, done, total) {
      bar.setTotal(total)
      bar.update(done, { stage, elapsed: seconds() })
    },
    stop() {
      bar.stop()
    },
  }
}

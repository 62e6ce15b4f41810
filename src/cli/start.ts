import type { Command } from 'commander'
import { everything, serving } from '../app/service/live-parts'
import { command } from './command'
import { runLive } from './live'

/** `start`: the whole service in one process. */
export const startCommand = (): Command =>
  command('start', 'run the service in one process: feeds, hedging, jobs, API and dashboard').action(() =>
    runLive(everything),
  )

/** `serve`: feeds, API and dashboard; the evaluations run in workers. */
export const serveCommand = (): Command =>
  command('serve', 'follow the feeds and serve API and dashboard; workers evaluate').action(() => runLive(serving))

import { join } from 'node:path'
import { runProgram, serverAccount } from '../../../src/adapters/database/account'
import { serverBinaries } from '../../../src/adapters/database/binaries'
import { clusterFolder, makeCluster } from '../../../src/adapters/database/cluster'
import { freePort } from './free-port'
import { aStateFolder } from './state-folder'
import type { StoreServer } from './store-server'

/** A PostgreSQL of its own on one port, which can be stopped and started; stopping it cuts every session. */
export const startPostgres = async (): Promise<StoreServer> => {
  const home = aStateFolder()
  const account = await serverAccount()
  const { pgCtl, ...others } = serverBinaries(account)
  const cluster = await makeCluster(clusterFolder(home.path, account), { pgCtl, ...others }, account)
  const port = await freePort()
  const control = async (...args: readonly string[]): Promise<void> => {
    const { exitCode, output } = await runProgram(pgCtl, [...args, '-w', '-D', cluster.data], account)
    if (exitCode !== 0) throw new Error(output)
  }
  const start = (): Promise<void> => control('start', '-l', join(cluster.data, 'server.log'), '-o', `-p ${port}`)
  const stop = (mode: 'fast' | 'immediate' = 'fast'): Promise<void> => control('stop', '-m', mode)
  await start()
  const connection = { host: '127.0.0.1', port, user: 'bandshift', password: cluster.password, database: 'postgres' }
  return {
    store: { kind: 'postgres', connection },
    start,
    stop,
    remove: async () => {
      await stop()
      home.remove()
    },
  }
}

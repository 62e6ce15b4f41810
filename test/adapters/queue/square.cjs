const { existsSync, watch } = require('node:fs')
const { dirname } = require('node:path')

/** Resolves once the file is there. */
const appears = (file) =>
  new Promise((resolve) => {
    const watcher = watch(dirname(file), () => check())
    const check = () => {
      if (!existsSync(file)) return
      watcher.close()
      resolve()
    }
    check()
  })

/** A processor in a file: reports, waits for the file `go` where one is named, squares its number. */
module.exports = async (job) => {
  await job.updateProgress({ done: 1, total: 2 })
  if (job.data.go) await appears(job.data.go)
  if (job.data.value < 0) throw new Error('negative')
  return { square: job.data.value ** 2, pid: process.pid }
}

/**
 * Does whatever set-up is missing, so that `npm run demo` and `npm test` work on a fresh clone: installs the locked
 * packages when they are absent or older than the lock, compiles when a source is newer than the output. Plain
 * JavaScript because nothing is installed yet when it runs.
 */
const { spawnSync } = require('node:child_process')
const { existsSync, lstatSync, readdirSync, statSync } = require('node:fs')
const { join } = require('node:path')

const root = join(__dirname, '..')
const modified = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0)

const run = (command, args) => {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (error) throw error
  if (status !== 0) process.exit(status ?? 1)
}

const newestSource = (folder) =>
  readdirSync(folder, { withFileTypes: true }).reduce((newest, entry) => {
    if (entry.name === 'registry') return newest
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return Math.max(newest, newestSource(path))
    return entry.name.endsWith('.ts') ? Math.max(newest, modified(path)) : newest
  }, 0)

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`bandshift needs Node 20.19 or newer; this is ${process.versions.node}`)
  process.exit(1)
}

if (modified(join(root, 'node_modules/.package-lock.json')) < modified(join(root, 'package-lock.json'))) {
  // An installation through a link would empty the folder behind it, which is somebody else's.
  if (lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) {
    console.error('node_modules is a link and older than package-lock.json: install where it points to (npm ci)')
    process.exit(1)
  }
  console.error('installing packages (npm ci) …')
  run('npm', ['ci', '--no-audit', '--no-fund'])
}

const built = modified(join(root, 'dist/.tsbuildinfo'))
const sources = ['src', 'models', 'training', 'bench'].map((folder) => newestSource(join(root, folder)))
if (built < Math.max(modified(join(root, 'tsconfig.json')), ...sources)) {
  console.error('compiling …')
  run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'tsconfig.build.json')])
}

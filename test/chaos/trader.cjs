/** A process that works until it is killed: trader.ts, or the program given second, from the sources as they are. */
require('../support/typescript.cjs')

require(process.argv[3] ?? './trader.ts')

export { startMemoryLedger } from '../../src/adapters/ledger/memory/memory'

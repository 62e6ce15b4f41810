import fc from 'fast-check'

/**
 * Properties draw the same cases at every run, so that a suite that passed passes again; `PROPERTY_SEED=<whole number>
 * npm test` draws others.
 */
fc.configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? 1) })

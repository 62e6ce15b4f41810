import { applyVaultEntry, type VaultEntry, type VaultOutcome } from '../../../../src/core/mandates/vault/apply-entry'
import type { Vault } from '../../../../src/core/mandates/vault/vault'

/** The vault after all entries, and what became of each. */
export const runVault = (
  vault: Vault,
  entries: readonly VaultEntry[],
): { readonly vault: Vault; readonly outcomes: readonly VaultOutcome[] } => {
  const outcomes: VaultOutcome[] = []
  let current = vault
  for (const entry of entries) {
    const step = applyVaultEntry(current, entry)
    current = step.vault
    outcomes.push(step.outcome)
  }
  return { vault: current, outcomes }
}

// Runs before anything is drawn, so that no other theme flashes up.
;(() => {
  const key = 'bandshift.theme'
  const dark = window.matchMedia('(prefers-color-scheme: dark)')
  const chosen = () => localStorage.getItem(key) ?? 'system'
  const apply = () => {
    const theme = chosen() === 'system' ? (dark.matches ? 'dark' : 'light') : chosen()
    document.documentElement.dataset.theme = theme
    document.dispatchEvent(new CustomEvent('theme'))
  }
  apply()
  dark.addEventListener('change', apply)
  document.addEventListener('DOMContentLoaded', () => {
    const button = document.getElementById('theme')
    const name = () => {
      button.textContent = `Theme: ${chosen()}`
    }
    name()
    button.addEventListener('click', () => {
      const next = { system: 'light', light: 'dark', dark: 'system' }[chosen()] ?? 'system'
      localStorage.setItem(key, next)
      apply()
      name()
    })
  })
})()

/** The element with an id; it must be there. */
export const at = (id) => {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`the page has no #${id}`)
  return found
}

/**
 * Makes an element. Children are elements, texts and numbers; nothing is ever read as HTML.
 * `data-*`, `aria-*` and other attributes by name, `on` for listeners.
 */
export const make = (tag, { on = {}, ...attributes } = {}, ...children) => {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue
    element.setAttribute(name === 'className' ? 'class' : name, value === true ? '' : String(value))
  }
  for (const [name, listener] of Object.entries(on)) element.addEventListener(name, listener)
  add(element, children)
  return element
}

const add = (element, children) => {
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false) continue
    element.append(child instanceof Node ? child : String(child))
  }
}

/** Puts children in the place of those an element has. */
export const fill = (element, ...children) => {
  element.replaceChildren()
  add(element, children)
}

/** Sets a text where it differs, so that nothing is drawn or read out again for nothing. */
export const say = (element, text) => {
  if (element.textContent !== text) element.textContent = text
}

/** What stands where there is nothing yet. */
export const empty = (text) => make('p', { className: 'empty' }, text)

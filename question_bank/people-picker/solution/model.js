/** How many names are shown at most. */
export const MOST = 5;

/** The state in the beginning. You may add to it what you need. */
export function start(people) {
  return { people, text: "", found: [], active: -1, chosen: [] };
}

/** A text without accents and capitals. */
function plain(text) {
  return text.normalize("NFD").replace(/\p{Mark}/gu, "").toLowerCase();
}

/** The state with other names to choose from. */
function offering(state, names) {
  const found = names.filter((name) => !state.chosen.includes(name)).slice(0, MOST);
  return { ...state, found, active: found.length ? 0 : -1 };
}

/** The text in the field has changed. */
export function typed(state, text) {
  const wanted = plain(text.trim());
  const fits = (name) => plain(name).split(/[\s-]+/).some((word) => word.startsWith(wanted));
  const spans = (name) => plain(name).startsWith(wanted);
  const names = wanted ? state.people.filter((name) => fits(name) || spans(name)) : [];
  return offering({ ...state, text }, names);
}

/** A key was pressed: its name as browsers say it, such as "ArrowDown". */
export function pressed(state, key) {
  const { text, found, active, chosen } = state;
  switch (key) {
    case "ArrowDown":
      return found.length ? { ...state, active: (active + 1) % found.length } : state;
    case "ArrowUp":
      return found.length
        ? { ...state, active: (active + found.length - 1) % found.length }
        : state;
    case "Enter":
      return active < 0 ? state : typed({ ...state, chosen: [...chosen, found[active]] }, "");
    case "Escape":
      return typed(state, "");
    case "Backspace":
      return text ? state : { ...state, chosen: chosen.slice(0, -1) };
    default:
      return state;
  }
}

/** Somebody who was chosen is taken out again. */
export function removed(state, name) {
  return { ...state, chosen: state.chosen.filter((other) => other !== name) };
}

/** The server's answer for a text has come. */
export function answered(state, text, names) {
  if (text.trim() !== state.text.trim()) return state;
  const marked = state.found[state.active];
  const offered = offering(state, names);
  const at = offered.found.indexOf(marked);
  return at < 0 ? offered : { ...offered, active: at };
}

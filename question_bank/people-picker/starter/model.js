/** How many names are shown at most. */
export const MOST = 5;

/** The state in the beginning. You may add to it what you need. */
export function start(people) {
  return { people, text: "", found: [], active: -1, chosen: [] };
}

/** The text in the field has changed. */
export function typed(state, text) {
  // Your code goes here.
  return state;
}

/** A key was pressed: its name as browsers say it, such as "ArrowDown". */
export function pressed(state, key) {
  // Your code goes here.
  return state;
}

/** Somebody who was chosen is taken out again. */
export function removed(state, name) {
  // Your code goes here.
  return state;
}

/** The server's answer for a text has come. */
export function answered(state, text, names) {
  // Your code goes here.
  return state;
}

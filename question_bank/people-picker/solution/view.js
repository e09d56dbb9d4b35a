import { pressed, removed, start, typed } from "./model.js";
import { PEOPLE } from "./people.js";

const [field, found, chosen, said] = ["field", "found", "chosen", "said"].map((id) =>
  document.getElementById(id)
);
let state = start(PEOPLE);

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** What has to be said, because it can only be seen otherwise. */
function words(before, after) {
  const came = after.chosen.find((name) => !before.chosen.includes(name));
  const left = before.chosen.find((name) => !after.chosen.includes(name));
  if (came) return `${came} is invited.`;
  if (left) return `${left} is no longer invited.`;
  if (!after.text.trim()) return "";
  return after.found.length === 1 ? "1 person found." : `${after.found.length} people found.`;
}

/** Shows a state on the page. */
function draw() {
  if (field.value !== state.text) field.value = state.text;
  found.replaceChildren(
    ...state.found.map((name, index) => {
      const attributes = { role: "option", id: `found-${index}` };
      const option = element("li", { ...attributes, "aria-selected": index === state.active }, name);
      // With the mouse down already: the field keeps the focus.
      option.addEventListener("mousedown", (event) => {
        event.preventDefault();
        change(pressed({ ...state, active: index }, "Enter"));
      });
      return option;
    }),
  );
  found.hidden = !state.found.length;
  field.setAttribute("aria-expanded", String(state.found.length > 0));
  if (state.active < 0) field.removeAttribute("aria-activedescendant");
  else field.setAttribute("aria-activedescendant", `found-${state.active}`);
  chosen.replaceChildren(
    ...state.chosen.map((name) => {
      const button = element("button", { type: "button", "aria-label": `Remove ${name}` }, "×");
      button.addEventListener("click", () => {
        change(removed(state, name));
        field.focus();
      });
      return element("li", {}, name, button);
    }),
  );
}

function change(next) {
  const text = words(state, next);
  if (text !== said.textContent) said.textContent = text;
  state = next;
  draw();
}

field.addEventListener("input", () => change(typed(state, field.value)));

field.addEventListener("keydown", (event) => {
  // An input method is at work; its Enter is not for us.
  if (event.isComposing) return;
  const next = pressed(state, event.key);
  if (next === state) return;
  if (event.key !== "Escape") event.preventDefault();
  change(next);
});

draw();

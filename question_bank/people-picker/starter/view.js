import { pressed, start, typed } from "./model.js";
import { PEOPLE } from "./people.js";

const field = document.getElementById("field");
let state = start(PEOPLE);

/** Shows a state on the page. */
function draw() {
  // Your code goes here.
}

field.addEventListener("input", () => {
  state = typed(state, field.value);
  draw();
});

field.addEventListener("keydown", (event) => {
  state = pressed(state, event.key);
  draw();
});

draw();

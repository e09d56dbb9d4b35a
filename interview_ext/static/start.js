// Sends a form once, however often it is pressed.
"use strict";

(() => {
  for (const form of document.querySelectorAll("form")) {
    let sent = false;
    form.addEventListener("submit", (event) => {
      if (sent) {
        event.preventDefault();
      }
      sent = true;
    });
    // A page that the browser kept alive, when the reader comes back to it.
    window.addEventListener("pageshow", () => {
      sent = false;
    });
  }

  // What the server would say now may be something else: started, handed in, over.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      location.reload();
    }
  });
})();

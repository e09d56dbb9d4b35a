// Comes back by itself to what was over and goes on after all, because somebody reopened it.
"use strict";

(() => {
  const { knock } = document.getElementById("main").dataset;
  const pause = 20000;
  let timer = 0;

  async function ask() {
    clearTimeout(timer);
    if (!knock || document.hidden) {
      return;
    }
    try {
      const answer = await fetch(knock, { cache: "no-store" });
      if (answer.status === 404) {
        return;
      }
      if (answer.ok && (await answer.json()).state !== "ended") {
        location.reload();
        return;
      }
    } catch {
      // The server cannot be reached: later, perhaps.
    }
    timer = setTimeout(ask, pause);
  }

  document.addEventListener("visibilitychange", ask);
  window.addEventListener("online", ask);
  timer = setTimeout(ask, pause);
})();

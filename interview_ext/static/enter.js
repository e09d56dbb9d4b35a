// Goes into the pad by itself, unless the reader came here with the Back button.
"use strict";

(() => {
  const form = document.getElementById("enter");
  const status = document.getElementById("status");
  const headline = document.getElementById("headline");
  const key = `interview-entered:${form.action}`;

  /**
   * True when this page keeps sending the reader in and they keep landing here again. A browser
   * goes round several times a second; nobody opens an address that often on purpose.
   */
  function goesRound() {
    try {
      const now = Date.now();
      const recent = JSON.parse(sessionStorage.getItem(key) || "[]").filter((t) => now - t < 10000);
      sessionStorage.setItem(key, JSON.stringify([...recent, now]));
      return recent.length >= 5;
    } catch {
      return false; // No storage: the server's word is enough.
    }
  }

  // A page kept alive by the browser holds a ticket that is used up, one left open an old one.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      location.reload();
    }
  });
  form.addEventListener("submit", (event) => {
    if (performance.now() > 50000) {
      event.preventDefault();
      location.reload();
    }
  });

  // An address may lead to a moment of an interview that has ended.
  form.action += location.hash;

  if (form.dataset.auto === "no") {
    return;
  }
  const [navigation] = performance.getEntriesByType("navigation");
  if ((navigation && navigation.type === "back_forward") || goesRound()) {
    status.textContent = status.dataset.again;
    headline.focus();
    return;
  }
  form.submit();
})();

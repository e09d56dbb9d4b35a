// The name form: says at once what is missing, counts down after too many tries, and keeps the
// name and tries again when the server cannot be reached. Without it the form posts as it is.
"use strict";

(() => {
  const banner = document.getElementById("connection");
  let countdown = 0;

  /** "12 seconds", in the language of the page. */
  function seconds(value) {
    return new Intl.NumberFormat(document.documentElement.lang, {
      style: "unit",
      unit: "second",
      unitDisplay: "long",
    }).format(value);
  }

  function count(form) {
    clearInterval(countdown);
    const error = form.querySelector("#name-error");
    const button = form.querySelector("#ask");
    const total = Number(error.dataset.retryAfter);
    if (!total) {
      return;
    }
    const until = Date.now() + total * 1000;
    const line = error.querySelector(".countdown");
    // An alert that changes every second would be read out every second.
    line.setAttribute("aria-live", "off");
    button.setAttribute("aria-disabled", "true");
    const show = () => {
      const left = Math.ceil((until - Date.now()) / 1000);
      if (left > 0) {
        line.textContent = error.dataset.text.replace("{duration}", seconds(left));
        return;
      }
      clearInterval(countdown);
      line.removeAttribute("aria-live");
      line.textContent = error.dataset.done;
      button.removeAttribute("aria-disabled");
    };
    countdown = setInterval(show, 1000);
    show();
  }

  function refuse(form, text) {
    const error = form.querySelector("#name-error");
    const input = form.elements.namedItem("name");
    delete error.dataset.retryAfter;
    error.textContent = text;
    error.hidden = false;
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", "name-hint name-error");
    input.focus();
  }

  /** Take over the answer's main part, so that the reader stays where they are. */
  function show(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const main = page.getElementById("main");
    if (!main || !main.querySelector("#knock")) {
      location.reload();
      return;
    }
    document.title = page.title;
    document.getElementById("main").replaceWith(main);
    start();
    document.getElementById("name").focus();
  }

  async function send(form, attempt) {
    let answer;
    try {
      answer = await fetch(form.getAttribute("action"), {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        signal: AbortSignal.timeout(15000),
      });
    } catch {
      answer = null;
    }
    if (!answer || [502, 503, 504].includes(answer.status)) {
      banner.textContent = form.dataset.unreachable;
      const pause = Math.min(8000, 1000 * 2 ** attempt) * (0.75 + Math.random() / 2);
      setTimeout(() => send(form, attempt + 1), pause);
      return;
    }
    banner.textContent = "";
    if (answer.redirected && answer.ok) {
      location.replace(answer.url);
      return;
    }
    show(await answer.text());
  }

  function start() {
    const form = document.getElementById("knock");
    const button = form.querySelector("#ask");
    count(form);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (button.getAttribute("aria-disabled") === "true") {
        return;
      }
      if (!form.elements.namedItem("name").value.trim()) {
        refuse(form, form.dataset.empty);
        return;
      }
      button.setAttribute("aria-disabled", "true");
      send(form, 0);
    });
  }

  start();
})();

// The waiting room: listens for the interviewer's word and goes in by itself.
//
// News comes over a websocket; where sockets do not open it is asked for every five seconds. A
// lost connection is said calmly and mended with growing pauses, at once when the page is looked
// at again or the network is back.
"use strict";

(() => {
  const room = document.getElementById("main");
  const banner = document.getElementById("connection");
  const headline = document.getElementById("headline");
  const status = document.getElementById("status");
  const actions = document.getElementById("actions");
  const waited = document.getElementById("waited");
  const appointment = document.getElementById("appointment");
  const them = room.querySelector(".seat-them");
  const presence = document.getElementById("presence");
  const enterForm = document.getElementById("enter");

  const language = document.documentElement.lang;
  const pollEvery = 5000;
  const checkEvery = 25000;
  const longestPause = 10000;

  let socket = null;
  let socketFailures = 0;
  let failures = 0;
  let timer = 0;
  let asking = false;
  let entering = false;
  let since = Date.parse(waited.dataset.since) || Date.now();

  // What is shown

  function show(state) {
    if (room.dataset.state === state) {
      return;
    }
    const panel = document.getElementById(`state-${state}`);
    const hadFocus = actions.contains(document.activeElement);
    room.dataset.state = state;
    document.title = `${panel.dataset.title} – ${room.dataset.padTitle}`;
    headline.textContent = panel.dataset.headline;
    status.textContent = panel.dataset.lead;
    // The same buttons stay as they are, so that nobody loses the one they are about to press.
    if (actions.innerHTML.trim() !== panel.innerHTML.trim()) {
      actions.replaceChildren(panel.content.cloneNode(true));
      if (hadFocus) {
        headline.focus();
      }
    }
    waited.hidden = panel.dataset.waits !== "yes";
    if (appointment) {
      appointment.hidden = waited.hidden;
    }
    if (state === "admitted" || state === "elsewhere") {
      const icon = document.getElementById("favicon");
      icon.href = icon.dataset.admitted;
    }
  }

  function showWait() {
    const minutes = Math.floor((Date.now() - since) / 60000);
    if (minutes < 1) {
      waited.textContent = waited.dataset.moment;
      return;
    }
    const hours = Math.floor(minutes / 60);
    const [value, unit] = hours ? [hours, "hour"] : [minutes, "minute"];
    const duration = new Intl.NumberFormat(language, {
      style: "unit",
      unit,
      unitDisplay: "long",
    }).format(value);
    waited.textContent = waited.dataset.text.replace("{duration}", duration);
  }

  function initials(name) {
    const words = name.split(/\s+/u).filter(Boolean);
    const ends = words.length > 1 ? [words[0], words[words.length - 1]] : words;
    return ends.map((word) => Array.from(word)[0].toLocaleUpperCase(language)).join("");
  }

  function apply(visit) {
    if (entering) {
      return;
    }
    if (room.dataset.state === "ended" && visit.state !== "ended") {
      // Reopened: the server's page knows who belongs where, and goes in by itself.
      location.reload();
      return;
    }
    if (visit.since) {
      since = Date.parse(visit.since);
      showWait();
    }
    const here = visit.interviewer_present ? "yes" : "no";
    them.dataset.here = here;
    presence.textContent = presence.dataset[here];
    if (visit.interviewers && visit.interviewers.length) {
      document.getElementById("interviewers").textContent = visit.interviewers.join(", ");
      them.querySelector(".face").textContent = initials(visit.interviewers[0]);
    }
    switch (visit.state) {
      case "knocking":
        show(visit.interviewer_present ? "present" : "away");
        break;
      case "admitted":
        void enter();
        break;
      case "none":
        show("left");
        break;
      default:
        show(visit.state);
    }
  }

  // Going in

  // One tab of several goes in: the one looked at last. They tell each other through storage;
  // where there is none every tab goes in, which does no harm.

  const tabKey = `interview-tab:${room.dataset.pad}`;
  const enteringKey = `interview-entering:${room.dataset.pad}`;
  const tab = ownName();

  /** The same after a reload, and when the interviewer sends the reader back here. */
  function ownName() {
    const fresh = Math.random().toString(36).slice(2);
    try {
      const name = sessionStorage.getItem(tabKey) || fresh;
      sessionStorage.setItem(tabKey, name);
      return name;
    } catch {
      return fresh;
    }
  }

  function stored(key, value) {
    try {
      if (value !== undefined) {
        localStorage.setItem(key, value);
      }
      return localStorage.getItem(key) || "";
    } catch {
      return "";
    }
  }

  function lookedAt() {
    if (!document.hidden) {
      stored(tabKey, tab);
    }
  }

  /** Whether this tab is the one to go in; answers when the others had their chance. */
  async function claim() {
    const pause = document.hidden ? 1500 : 400;
    await new Promise((resolve) => setTimeout(resolve, stored(tabKey) === tab ? 0 : pause));
    const [other, time] = stored(enteringKey).split(" ");
    if (other && other !== tab && Date.now() - Number(time) < 10000) {
      return false;
    }
    stored(enteringKey, `${tab} ${Date.now()}`);
    return true;
  }

  async function enter() {
    if (entering) {
      return;
    }
    entering = true;
    show("admitted");
    if (!(await claim())) {
      show("elsewhere");
      return;
    }
    try {
      const answer = await fetch(room.dataset.ticket, {
        method: "POST",
        headers: { "X-XSRFToken": room.dataset.xsrf },
        signal: AbortSignal.timeout(10000),
      });
      if (!answer.ok) {
        throw new Error(String(answer.status));
      }
      const { ticket, enter_url: url } = await answer.json();
      if (url) {
        enterForm.action = url;
      }
      enterForm.elements.namedItem("ticket").value = ticket;
      enterForm.submit();
    } catch {
      // The server knows what is true now; its page goes in by itself too.
      entering = false;
      lost();
      plan(pauseAfterFailure());
    }
  }

  // The connection

  function isSettled() {
    return ["left", "elsewhere"].includes(room.dataset.state);
  }

  function lost() {
    failures += 1;
    if (failures > 1) {
      banner.textContent = room.dataset.lost;
    }
  }

  function found() {
    if (banner.textContent === room.dataset.lost) {
      banner.textContent = room.dataset.back;
      setTimeout(() => {
        if (banner.textContent === room.dataset.back) {
          banner.textContent = "";
        }
      }, 2500);
    }
    failures = 0;
  }

  function plan(pause) {
    clearTimeout(timer);
    timer = setTimeout(ask, pause);
  }

  function pauseAfterFailure() {
    const pause = Math.min(longestPause, 500 * 2 ** Math.min(failures, 6));
    return pause * (0.75 + Math.random() / 2);
  }

  /** Ask how things stand; this is the heartbeat, with or without a socket. */
  async function ask() {
    if (asking || entering) {
      return;
    }
    asking = true;
    clearTimeout(timer);
    try {
      const answer = await fetch(room.dataset.knock, {
        cache: "no-store",
        signal: AbortSignal.timeout(8000),
      });
      if (answer.status === 404 || answer.status === 403) {
        location.reload();
        return;
      }
      if (!answer.ok) {
        throw new Error(String(answer.status));
      }
      found();
      apply(await answer.json());
      if (!isSettled()) {
        listen();
        plan(socket && socket.readyState === WebSocket.OPEN ? checkEvery : pollEvery);
      }
    } catch {
      lost();
      if (socket) {
        socket.close();
      }
      plan(pauseAfterFailure());
    } finally {
      asking = false;
    }
  }

  function listen() {
    if (socket || socketFailures > 20) {
      return;
    }
    const url = new URL(`${room.dataset.knock}/events`, location.href);
    url.protocol = url.protocol.replace("http", "ws");
    const mine = new WebSocket(url);
    socket = mine;
    mine.onopen = () => {
      socketFailures = 0;
      found();
      plan(checkEvery);
    };
    mine.onmessage = (event) => {
      apply(JSON.parse(event.data));
    };
    mine.onclose = () => {
      if (socket === mine) {
        socket = null;
      }
      socketFailures += 1;
      if (!isSettled() && !entering) {
        plan(socketFailures > 1 ? Math.max(pollEvery, pauseAfterFailure()) : 250);
      }
    };
  }

  function wake() {
    lookedAt();
    if (!document.hidden && !isSettled()) {
      ask();
    }
  }

  document.addEventListener("visibilitychange", wake);
  window.addEventListener("online", wake);
  window.addEventListener("focus", lookedAt);
  window.addEventListener("offline", () => {
    failures = Math.max(failures, 1);
    lost();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      location.reload();
    }
  });

  if (isSettled()) {
    return;
  }
  lookedAt();
  showWait();
  setInterval(showWait, 15000);
  ask();
})();

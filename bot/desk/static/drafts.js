// What was begun and not sent, a reply or a note for colleagues, is there again when one comes back to the conversation. Each is
// kept by itself, in this tab only, for whoever is signed in, until it is sent, emptied, or they sign out; it never leaves the computer.
"use strict";

(function () {
  const body = document.body;
  const mine = "draft/" + body.dataset.me + "/";
  const boxes = [
    { id: "reply", back: "draft-back", key: mine + location.pathname, words: "What you had begun to write is in the reply box again." },
    { id: "note-text", back: "note-back", key: mine + "note" + location.pathname, words: "The note you had begun is in its box again." },
  ];

  function field(box) {
    return document.getElementById(box.id);
  }

  function typed(box) {
    return field(box) ? field(box).value : "";
  }

  function keep(box) {
    if (typed(box).trim()) {
      sessionStorage.setItem(box.key, typed(box));
    } else {
      sessionStorage.removeItem(box.key);
    }
  }

  function forget(wanted) {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith("draft/") && wanted(key)) {
        sessionStorage.removeItem(key);
      }
    }
  }

  // Another colleague in the same tab finds nothing of the one before.
  forget((key) => !key.startsWith(mine));
  document.addEventListener("submit", (event) => {
    if (event.target.querySelector("#sign-out")) {
      forget(() => true);
    }
  });

  const again = [];
  for (const box of boxes) {
    const kept = sessionStorage.getItem(box.key);
    if (field(box) && kept && !typed(box)) {
      field(box).value = kept;
      document.getElementById(box.back).hidden = false;
      again.push(box.words);
      addEventListener("load", () => field(box).dispatchEvent(new CustomEvent("desk:draft")));
    }
  }
  if (again.length) {
    body.dispatchEvent(new CustomEvent("desk:say", { detail: { words: again.join(" "), now: false } }));
  }

  document.addEventListener("input", (event) => {
    const box = boxes.find((one) => one.id === event.target.id);
    if (box) {
      document.getElementById(box.back).hidden = true;
      keep(box);
    }
  });
  // Sent, or a saved reply put in: the box is another one.
  body.addEventListener("htmx:afterSettle", () => boxes.forEach(keep));

  // Inside the desk nothing is lost by going elsewhere. A tab that is closed takes the draft with it: then the browser asks.
  let leaving = false;
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[href]");
    leaving = Boolean(link && !link.target && link.origin === location.origin);
  });
  document.addEventListener("submit", () => { leaving = true; }, true);
  body.addEventListener("htmx:afterRequest", () => { leaving = false; });
  window.addEventListener("pageshow", () => { leaving = false; });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && boxes.some((box) => typed(box).trim())) {
      event.preventDefault();
    }
  });
}());

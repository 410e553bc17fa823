// A reply that was begun and not sent is there again when one comes back to the conversation. It is kept in this tab only, for
// whoever is signed in, until it is sent, emptied, or they sign out; it never leaves the computer.
"use strict";

(function () {
  const body = document.body;
  const mine = "draft/" + body.dataset.me + "/";
  const whole = mine + location.pathname;

  function box() {
    return document.getElementById("reply");
  }

  function keep() {
    const words = box() ? box().value : "";
    if (words.trim()) {
      sessionStorage.setItem(whole, words);
    } else {
      sessionStorage.removeItem(whole);
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

  const kept = sessionStorage.getItem(whole);
  if (box() && kept && !box().value) {
    box().value = kept;
    document.getElementById("draft-back").hidden = false;
    body.dispatchEvent(new CustomEvent("desk:say", { detail: { words: "What you had begun to write is in the reply box again.", now: false } }));
    addEventListener("load", () => box().dispatchEvent(new CustomEvent("desk:draft")));
  }

  document.addEventListener("input", (event) => {
    if (event.target.id === "reply") {
      document.getElementById("draft-back").hidden = true;
      keep();
    }
  });
  // Sent, or a saved reply put in: the box is another one.
  body.addEventListener("htmx:afterSettle", keep);

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
    if (!leaving && box() && box().value.trim()) {
      event.preventDefault();
    }
  });
}());

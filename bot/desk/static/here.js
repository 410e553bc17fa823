// Who else has this conversation open, and telling them that words stand in one's own reply box. The words never leave it.
"use strict";

(function () {
  const body = document.body;
  const place = document.getElementById("here");
  let told = "reading";

  function doing() {
    const box = document.getElementById("reply");
    return box && box.value.trim() ? "writing" : "reading";
  }

  function form(what) {
    const csrf = document.querySelector("input[name=csrf]").value;
    return new URLSearchParams({ csrf, page: place.dataset.page, doing: what });
  }

  function tell() {
    if (doing() !== told) {
      told = doing();
      // Where it does not arrive the next change says it: nobody's answer depends on it.
      fetch(place.dataset.address, { method: "POST", headers: { "HX-Request": "true" }, body: form(told) }).catch(() => {});
    }
  }

  body.addEventListener("desk:here", (event) => {
    if (place.textContent !== event.detail.words) {
      place.textContent = event.detail.words;
    }
    // The stream may have been away for longer than a sign lasts.
    told = "reading";
    tell();
  });
  document.addEventListener("input", (event) => {
    if (event.target.id === "reply") {
      tell();
    }
  });
  body.addEventListener("htmx:afterSettle", tell);
  window.addEventListener("pageshow", () => {
    told = "reading";
    tell();
  });
  window.addEventListener("pagehide", () => navigator.sendBeacon(place.dataset.address, form("gone")));
}());

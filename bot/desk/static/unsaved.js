// What is being written and is not saved yet is not left behind unawares: the browser asks first.
"use strict";

(function () {
  const form = document.querySelector("form[data-unsaved]");
  // After a look, or with something to put right, the words are in the form and nowhere else.
  let unsaved = form.dataset.unsaved === "yes";
  form.addEventListener("input", () => { unsaved = true; });
  form.addEventListener("submit", () => { unsaved = false; });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) {
      event.preventDefault();
    }
  });
}());

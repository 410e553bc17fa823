// The box to write in: it grows with its text, counts what is left, and gives a half-written story back after a reload.

const form = document.getElementById("composer");
const box = document.getElementById("message");
const count = document.getElementById("count");

/** The longest message, in UTF-16 units: less than the server takes in any script. */
export const MOST = 4000;
const COUNT_FROM = 3600;
const KEPT_AS = "quietword-draft";
let timer;

function keep(text) {
  try {
    if (text) sessionStorage.setItem(KEPT_AS, text);
    else sessionStorage.removeItem(KEPT_AS);
  } catch {
    // Storage is blocked: the words are in the box.
  }
}

function kept() {
  try {
    return sessionStorage.getItem(KEPT_AS) ?? "";
  } catch {
    return "";
  }
}

/** Makes the box as high as its text, up to what the style allows. */
function fit() {
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + box.offsetHeight - box.clientHeight}px`;
}

function tally() {
  const left = MOST - box.value.length;
  count.hidden = box.value.length < COUNT_FROM;
  count.classList.toggle("over", left < 0);
  const letters = Math.abs(left) === 1 ? "letter" : "letters";
  const words = left < 0 ? `${-left} ${letters} too many. Please send it in two messages.` : `${left} ${letters} left.`;
  // Read out when the writing pauses, and not at every key.
  clearTimeout(timer);
  timer = setTimeout(() => (count.textContent = count.hidden ? "" : words), count.textContent ? 700 : 0);
}

/** Puts words into the box, and remembers them until they are sent. */
export function put(text) {
  box.value = text;
  keep(text);
  fit();
  tally();
}

/** Marks the box as holding something that cannot be sent, or no longer. */
export function invalid(on) {
  if (on) box.setAttribute("aria-invalid", "true");
  else box.removeAttribute("aria-invalid");
  box.setAttribute("aria-describedby", on ? "notice count keys" : "count keys");
}

/** `send(text)` is asked to take the text; the box is emptied when it says true. */
export function onSend(send, touch) {
  const submit = () => {
    const sent = send(box.value);
    if (sent) put("");
    // A phone's keyboard would cover half of the answer.
    if (sent && touch) box.blur();
    else box.focus();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  box.addEventListener("keydown", (event) => {
    // On a touch keyboard Enter is the only way to a new line; while a word is being composed it belongs to the keyboard.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || touch) return;
    event.preventDefault();
    submit();
  });
}

box.addEventListener("input", () => {
  keep(box.value);
  fit();
  tally();
});
window.addEventListener("resize", fit);
box.rows = 1; // it grows from here; without the script it stays as high as the page made it
if (!box.value) put(kept());
else fit();

// The quick exit: leaves at once, in every tab, and takes the chat off the screen and out of the browser.
// Without JavaScript the same button is a form that does it in one step.

const form = document.getElementById("leave");
const status = document.getElementById("leave-status");
const tabs = "BroadcastChannel" in window ? new BroadcastChannel("quietword-leave") : null;

/** How many presses of Esc leave, and how close together they must be, in milliseconds. One may be meant for the keyboard or a screen reader. */
const PRESSES = 3;
const WITHIN = 3000;

/** How long our launcher on the page around us gets to take that page away, in milliseconds, before we try it ourselves. */
const LAUNCHER_WITHIN = 400;

/** Clears the page and goes to the neutral one, without a way back to this one. */
export function goAway() {
  document.body.replaceChildren();
  document.title = "";
  try {
    sessionStorage.clear();
  } catch {
    // Storage is blocked in this browser, so nothing was put there.
  }
  const to = form.dataset.to;
  if (window.top === window) {
    window.location.replace(to);
    return;
  }
  // In a frame the page around it has to go too: our launcher there does it, and most browsers let us do it ourselves.
  // Not both at once: of two ways away, one is cut short.
  window.parent.postMessage({ quietword: "leave", to }, "*");
  setTimeout(takeAllAway, window.name === "quietword" ? LAUNCHER_WITHIN : 0, to);
}

function takeAllAway(to) {
  try {
    window.top.location.replace(to);
  } catch {
    window.location.replace(to);
  }
}

function leave() {
  if (!navigator.sendBeacon?.(form.action)) fetch(form.action, { method: "POST", keepalive: true }).catch(() => {});
  tabs?.postMessage("leave");
  goAway();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  leave();
});

tabs?.addEventListener("message", goAway);

let presses = [];
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.repeat) return;
  presses = [...presses.filter((at) => event.timeStamp - at < WITHIN), event.timeStamp];
  if (presses.length >= PRESSES) leave();
  else status.textContent = presses.length === PRESSES - 1 ? "Press Escape once more to leave this page." : "";
});

document.getElementById("leave-keys").hidden = false;

// A page that the browser kept in memory must not come back with the chat on it.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});

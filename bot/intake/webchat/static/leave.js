// The quick exit: leaves at once, in every tab, and takes the chat off the screen and out of the browser.
// Without JavaScript the same button is a form that does it in one step.

const form = document.getElementById("leave");
const tabs = "BroadcastChannel" in window ? new BroadcastChannel("quietword-leave") : null;

/** How close together two presses of Esc must be, in milliseconds. */
const TWICE_WITHIN = 1500;

function goAway() {
  document.body.replaceChildren();
  document.title = "";
  try {
    sessionStorage.clear();
  } catch {
    // Storage is blocked in this browser, so nothing was put there.
  }
  const to = form.dataset.to;
  if (window.top !== window) {
    // In a frame the page around it has to go too; our launcher there listens, and most browsers let us do it ourselves.
    window.parent.postMessage({ quietword: "leave", to }, "*");
    try {
      window.top.location.replace(to);
    } catch {
      // The browser left that to the launcher.
    }
  }
  window.location.replace(to);
}

function leave() {
  navigator.sendBeacon?.(form.action);
  tabs?.postMessage("leave");
  goAway();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  leave();
});

tabs?.addEventListener("message", goAway);

let lastEscape = -Infinity;
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.repeat) return;
  if (event.timeStamp - lastEscape < TWICE_WITHIN) leave();
  lastEscape = event.timeStamp;
});

// A page that the browser kept in memory must not come back with the chat on it.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});

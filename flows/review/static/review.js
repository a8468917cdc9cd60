// Keys for going through doubtful figures fast. Everything works without them.
"use strict";
(() => {
  const typing = (element) => element instanceof HTMLElement &&
    (element.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName));
  const press = (key) => {
    const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (target) { target.click(); return true; }
    return false;
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const active = document.activeElement;
    if (typing(active)) {
      if (event.key === "Escape") active.blur();
      return;
    }
    const value = document.getElementById("value");
    if (value && /^[0-9]$/.test(event.key)) {
      value.focus();
      value.value = "";  // the digit itself follows
      return;
    }
    if (event.key === "w") {
      const note = document.getElementById("note") || document.getElementById("note-report");
      if (note) { note.focus(); event.preventDefault(); }
      return;
    }
    if (/^[anps]$/.test(event.key) && press(event.key)) event.preventDefault();
  });
  // One act is one record: a second click on a slow line does nothing.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.method === "post") form.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
  });
  for (const button of document.querySelectorAll("[data-print]")) {
    button.addEventListener("click", () => window.print());
  }
})();
